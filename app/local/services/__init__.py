"""Acts on local campaigns; each checks the right, the lock and the clock."""
