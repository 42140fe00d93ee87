"""The review queue; reading a record, commenting on it and settling its review."""

from registry.governance.views.review import assigning, comments, interests, queue, reading

__all__ = ["assigning", "comments", "interests", "queue", "reading"]
