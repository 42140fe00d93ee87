"""What happens to lineage: facts in identifiers and codes."""

from dataclasses import dataclass
from typing import ClassVar

from registry.core.events import Event


@dataclass(frozen=True, kw_only=True)
class LineageStated(Event):
    """An organisation said where it has a tool from, or said it anew; `replaces_id` is what it said before."""

    kind: ClassVar[str] = "lineage-stated"
    tool_id: int
    organisation_id: int
    descent_id: int
    came: str
    source_id: int | None
    manner: str
    replaces_id: int | None
