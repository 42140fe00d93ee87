"""What happens to the systems that organisations state: facts in identifiers and codes, never which systems."""

from dataclasses import dataclass
from typing import ClassVar

from registry.core.events import Event


@dataclass(frozen=True, kw_only=True)
class EstateStated(Event):
    """An organisation said something of some kinds of system; how many, and the newest row."""

    kind: ClassVar[str] = "estate-stated"
    organisation_id: int
    rows: int
    newest_id: int


@dataclass(frozen=True, kw_only=True)
class EstateShared(Event):
    """An organisation agreed that others are told what fits, or took it back."""

    kind: ClassVar[str] = "estate-shared"
    organisation_id: int
    agreed: bool
