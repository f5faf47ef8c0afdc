"""Reads about learning plans: `get_` raises, `find_` may return None, `list_` is never None."""
