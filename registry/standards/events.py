"""What happens to the library and to assessments. `organisation_id` is the tool's owner."""

from dataclasses import dataclass
from typing import ClassVar

from registry.core.events import Event


@dataclass(frozen=True, kw_only=True)
class StandardAssessed(Event):
    """It was stated where a tool stands with a standard; `replaces_id` is the assessment that this one corrects."""

    kind: ClassVar[str] = "standard-assessed"
    tool_id: int
    organisation_id: int
    assessment_id: int
    version_id: int
    compliance: str
    replaces_id: int | None


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
