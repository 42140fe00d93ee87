"""The forms of this slice."""
