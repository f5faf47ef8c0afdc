"""Input to the business strategy and what its receivers answered."""
