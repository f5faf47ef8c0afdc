"""Reads about local campaigns: `get_` raises, `find_` may return None, `list_` is never None."""
