"""Reading streams of money, each reader only those that they may read."""
