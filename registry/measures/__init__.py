"""Standard productivity measures and their definitions."""
