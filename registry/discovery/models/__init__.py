"""What people keep of searching."""

from registry.discovery.models.saved import SavedMatch, SavedSearch

__all__ = ["SavedMatch", "SavedSearch"]
