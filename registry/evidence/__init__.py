"""What is claimed of a tool, where, how it was measured, and how strong that makes it."""
