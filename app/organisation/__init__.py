"""Bodies (units, councils, partners), people in them and their dated memberships."""
