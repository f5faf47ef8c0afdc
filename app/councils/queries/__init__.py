"""Reads about bodies that speak as one."""
