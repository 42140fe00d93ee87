"""Pictures of how tools spread: where each mark stands, in the units of the drawing."""
