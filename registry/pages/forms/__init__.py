"""The forms of pages that need more than one slice."""
