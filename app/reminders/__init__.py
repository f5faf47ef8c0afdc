"""Reminders before deadlines: to those who have not acted, and without a list of who they are."""
