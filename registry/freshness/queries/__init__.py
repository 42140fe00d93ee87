"""What is due at organisations, and what a link shows of it."""
