"""Everything that changes lineage."""

from registry.lineage.services.stating import Statement, state

__all__ = ["Statement", "state"]
