"""What happens to assessments. `organisation_id` is the tool's owner."""

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
