"""Reads about meetings and boards."""
