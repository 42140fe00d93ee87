"""Where the money for a tool or an adoption comes from, until when, and what depends on it."""
