"""Measures what a request costs, as a ratio to the same page rendered from memory."""
