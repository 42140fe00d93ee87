"""What the pages read from several slices at once."""

from registry.pages.queries.health import readiness

__all__ = ["readiness"]
