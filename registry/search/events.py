"""What happens to the words that stand for one another: numbers and codes, never the words."""

from dataclasses import dataclass
from typing import ClassVar

from registry.core.events import Event


@dataclass(frozen=True, kw_only=True)
class SynonymsChanged(Event):
    """A group of words was added, changed, or switched on or off."""

    kind: ClassVar[str] = "synonyms-changed"
    ring_id: int
    change_id: int
    verb: str
    revision: int
