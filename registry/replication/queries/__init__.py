"""Reading adoptions, each reader only what they may."""
