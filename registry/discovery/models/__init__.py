"""What people keep of searching."""

from registry.discovery.models.saved import SavedMatch, SavedSearch
from registry.discovery.models.shortlist import ShortlistItem

__all__ = ["SavedMatch", "SavedSearch", "ShortlistItem"]
