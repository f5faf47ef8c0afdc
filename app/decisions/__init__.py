"""What goes forward, weighed with steering signals, and why."""
