"""What happens to funding streams: facts in identifiers and codes, never amounts."""

from dataclasses import dataclass
from typing import ClassVar

from registry.core.events import Event


@dataclass(frozen=True, kw_only=True)
class _OfAStream(Event):
    """A fact about one row."""

    tool_id: int
    organisation_id: int
    stream_id: int


@dataclass(frozen=True, kw_only=True)
class FundingRecorded(_OfAStream):
    """A stream was recorded, or changed by a row that replaces another."""

    kind: ClassVar[str] = "funding-recorded"
    replaces_id: int | None


@dataclass(frozen=True, kw_only=True)
class FundingConfirmed(_OfAStream):
    """Its facts are still true."""

    kind: ClassVar[str] = "funding-confirmed"
    replaces_id: int


@dataclass(frozen=True, kw_only=True)
class FundingReleased(_OfAStream):
    """It was set who may read it."""

    kind: ClassVar[str] = "funding-released"
    visibility: str
    replaces_id: int


@dataclass(frozen=True, kw_only=True)
class FundingWithdrawn(_OfAStream):
    """It was taken back."""

    kind: ClassVar[str] = "funding-withdrawn"
