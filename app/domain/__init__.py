"""The rules. Pure Python: no Flask, no SQLAlchemy, no input or output."""
