"""What happens to pilot cohorts: facts in identifiers and codes."""

from dataclasses import dataclass
from typing import ClassVar

from registry.core.events import Event


@dataclass(frozen=True, kw_only=True)
class _OfACohort(Event):
    """A fact about one cohort."""

    tool_id: int
    organisation_id: int
    cohort_id: int


@dataclass(frozen=True, kw_only=True)
class CohortOpened(_OfACohort):
    """An organisation opened it."""

    kind: ClassVar[str] = "cohort-opened"
    measures: list[int]


@dataclass(frozen=True, kw_only=True)
class CohortChanged(_OfACohort):
    """What it shares was changed, before another organisation joined."""

    kind: ClassVar[str] = "cohort-changed"
    measures: list[int]


@dataclass(frozen=True, kw_only=True)
class CohortReleased(_OfACohort):
    """It was set who may read it."""

    kind: ClassVar[str] = "cohort-released"
    visibility: str


@dataclass(frozen=True, kw_only=True)
class CohortPlaceMoved(_OfACohort):
    """The organisation was invited, joined, declined or left, or its invitation was withdrawn."""

    kind: ClassVar[str] = "cohort-place-moved"
    verb: str
    state: str
