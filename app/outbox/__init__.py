"""Mail waits here, written in the same transaction as what it tells about."""
