"""What happens to packs: facts in identifiers and codes."""

from dataclasses import dataclass
from typing import ClassVar

from registry.core.events import Event


@dataclass(frozen=True, kw_only=True)
class _OfAPack(Event):
    """A fact about one pack."""

    tool_id: int
    organisation_id: int
    pack_id: int


@dataclass(frozen=True, kw_only=True)
class PackMade(_OfAPack):
    """A force took a pack for a tool; `replaces_id` is the one that it had."""

    kind: ClassVar[str] = "pack-made"
    version_id: int
    replaces_id: int | None


@dataclass(frozen=True, kw_only=True)
class PackChecked(_OfAPack):
    """An inherited answer was confirmed, or replaced by one of the force's own."""

    kind: ClassVar[str] = "pack-checked"
    source: str
    code: str
    own: bool


@dataclass(frozen=True, kw_only=True)
class PackSigned(_OfAPack):
    """Everything in it was checked, and it was signed."""

    kind: ClassVar[str] = "pack-signed"
