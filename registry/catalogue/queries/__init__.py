"""Reading tools, each reader only what they may."""
