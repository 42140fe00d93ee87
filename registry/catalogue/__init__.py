"""Tools: their records, working copies, published versions, and who may read them."""
