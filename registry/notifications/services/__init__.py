"""Writing notices, sending them, and the loop that does what follows a change."""
