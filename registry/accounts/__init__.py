"""People, what they do for which organisation, and how they sign in."""
