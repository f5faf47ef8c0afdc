"""Reads about proposals: `get_` raises, `find_` may return None, `list_` is never None."""
