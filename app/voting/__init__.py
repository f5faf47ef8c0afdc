"""The ballot, the close and the result."""
