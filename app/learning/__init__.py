"""The learning plan that the winners become."""
