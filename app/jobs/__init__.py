"""What the worker runs: idempotent, safe to start twice."""
