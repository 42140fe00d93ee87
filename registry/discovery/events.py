"""What happens to saved searches and needs: numbers and codes, never their words."""

from dataclasses import dataclass
from typing import ClassVar

from registry.core.events import Event


@dataclass(frozen=True, kw_only=True)
class SavedSearchChanged(Event):
    """A saved search was saved, changed, shared, deleted, or something was done with its feed or its webhook."""

    kind: ClassVar[str] = "saved-search-changed"
    saved_search_id: int
    verb: str


@dataclass(frozen=True, kw_only=True)
class AlertsStopped(Event):
    """Somebody followed the link in a mail to stop mail of this frequency."""

    kind: ClassVar[str] = "alerts-stopped"
    person_id: int
    frequency: str


@dataclass(frozen=True, kw_only=True)
class NeedChanged(Event):
    """A need was posted, supported, answered or settled."""

    kind: ClassVar[str] = "need-changed"
    need_id: int
    organisation_id: int
    verb: str
