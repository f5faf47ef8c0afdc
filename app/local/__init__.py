"""Local campaigns under a larger one: what is sent on, and what became of it there."""
