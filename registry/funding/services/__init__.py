"""Everything that changes streams of money."""

from registry.funding.services.streams import Details, confirm, record, release, take_back

__all__ = ["Details", "confirm", "record", "release", "take_back"]
