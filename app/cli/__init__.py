"""`flask <thing> <verb>`: parse, one service, print."""
