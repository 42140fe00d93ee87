"""Reading contracts, each reader only those that they may read."""
