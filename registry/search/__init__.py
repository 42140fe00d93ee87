"""Finding tools: the index, its facets and the search page."""
