"""What happens to the library."""

from dataclasses import dataclass
from typing import ClassVar

from registry.core.events import Event


@dataclass(frozen=True, kw_only=True)
class VersionEvent(Event):
    """Something about a version of a standard."""

    standard_id: int
    version_id: int


@dataclass(frozen=True, kw_only=True)
class VersionDrafted(VersionEvent):
    """The registrar wrote a version that is not in use yet, or changed it."""

    kind: ClassVar[str] = "standard-version-drafted"
    revision: int


@dataclass(frozen=True, kw_only=True)
class VersionDiscarded(VersionEvent):
    """A version that was never in use was dropped."""

    kind: ClassVar[str] = "standard-version-discarded"


@dataclass(frozen=True, kw_only=True)
class VersionActivated(VersionEvent):
    """A version is the current one from now on; assessments against earlier ones need a re-check."""

    kind: ClassVar[str] = "standard-version-activated"
