"""What is typed into a plan, and how it is read."""
