"""Everything that changes what is stated of systems."""

from registry.estates.services.stating import Said, confirm_estate, share, state_estate

__all__ = ["Said", "confirm_estate", "share", "state_estate"]
