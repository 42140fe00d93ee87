"""Everything that changes what is stated of systems."""

from registry.estates.services.stating import Said, share, state_estate

__all__ = ["Said", "share", "state_estate"]
