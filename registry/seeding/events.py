"""What loading data does: facts in identifiers and codes."""

from dataclasses import dataclass
from typing import ClassVar

from registry.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ReferenceLoaded(Event):
    """Reference data of one subject were added or changed, from files with this digest."""

    kind: ClassVar[str] = "reference-loaded"
    subject: str
    digest: str
    added: int
    changed: int


@dataclass(frozen=True, kw_only=True)
class SourcesLoaded(Event):
    """What published sources say of a tool was added, changed or taken back, from files with this digest."""

    kind: ClassVar[str] = "sources-loaded"
    tool_id: int
    organisation_id: int
    digest: str
    added: int
    removed: int


@dataclass(frozen=True, kw_only=True)
class InventedToolPublished(Event):
    """An invented tool was added for scale. A kind of its own: nobody is told of it."""

    kind: ClassVar[str] = "invented-tool-published"
    tool_id: int
    organisation_id: int
    version_id: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class InventedAdoptionMoved(Event):
    """An invented adoption was added for scale, step by step."""

    kind: ClassVar[str] = "invented-adoption-moved"
    tool_id: int
    organisation_id: int
    adoption_id: int
    stage_event_id: int
    verb: str
    stage: str


@dataclass(frozen=True, kw_only=True)
class DemonstrationAccountMade(Event):
    """An invented person was given an account and a role, on a copy that only its own machine can reach."""

    kind: ClassVar[str] = "demonstration-account-made"
    person_id: int
    organisation_id: int
    role: str
