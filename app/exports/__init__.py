"""What leaves the house in files, and how."""
