"""What all events of a tool's record share."""

from dataclasses import dataclass

from registry.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ToolEvent(Event):
    """Something happened to this tool, answered for by this owner."""

    tool_id: int
    organisation_id: int
