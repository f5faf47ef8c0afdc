"""Loads the demo's sample: rows for what has history, services for what is voted and decided."""
