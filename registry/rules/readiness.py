"""What a record must have before it may be submitted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.rules.questions import Schema, answered


@dataclass(frozen=True)
class Missing:
    """A required answer that is not there, and the section that asks for it."""

    section: str
    code: str
    label: str


def missing(content: Mapping[str, Any], schema: Schema) -> tuple[Missing, ...]:
    """The required answers that the record still lacks, in the order they are asked."""
    return tuple(
        Missing(section.code, question.code, question.label)
        for section in schema.sections
        for question in section.questions
        if question.is_needed(content) and not answered(content.get(question.code))
    )
