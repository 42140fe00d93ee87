"""Which systems a force has, which tools go with them, and which forces are like it."""
