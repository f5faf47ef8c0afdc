"""Request-side helpers shared by all features."""
