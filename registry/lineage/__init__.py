"""From whom each organisation has a tool, and what became of it on the way."""
