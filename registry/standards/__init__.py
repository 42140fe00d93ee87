"""Standards, their versions and requirements, and where each tool stands with them."""
