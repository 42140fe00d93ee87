"""Reading standards, and where tools stand with them."""
