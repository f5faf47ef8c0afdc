"""Meetings in a room with phones and a big screen, and the board of a campaign's proposals."""
