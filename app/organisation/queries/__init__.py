"""Reads about bodies, people and who belongs where."""
