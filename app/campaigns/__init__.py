"""Campaigns: made, launched, moved, shown."""
