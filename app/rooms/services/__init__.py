"""What facilitators and people in the room do."""
