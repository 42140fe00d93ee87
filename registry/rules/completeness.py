"""How much of what helps another force a record says: points for each answer, by how much it helps."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.rules.questions import Question, Schema, answered

MOST = 3  # questions that are pointed out


@dataclass(frozen=True)
class Gap:
    """A question whose answer would help, and the section that asks it."""

    section: str
    code: str
    label: str
    helps: int


@dataclass(frozen=True)
class Completeness:
    """Points of the answers that are there, out of those of all questions that help; the heaviest that are open."""

    points: int
    of: int
    answered: int
    asked: int
    most: tuple[Gap, ...]


def completeness(content: Mapping[str, Any], schema: Schema) -> Completeness:
    """The points of a record. The answers that every record must have count nothing here: all have them."""
    asked = [(section.code, question) for section in schema.sections for question in section.questions]
    helping = [(section, question) for section, question in asked if question.helps and question.is_asked(content)]
    said = [question for _section, question in helping if answered(content.get(question.code))]
    gaps = [_gap(section, question) for section, question in helping if question not in said]
    heaviest = sorted(gaps, key=lambda gap: -gap.helps)
    return Completeness(
        points=sum(question.helps for question in said),
        of=sum(question.helps for _section, question in helping),
        answered=len(said),
        asked=len(helping),
        most=tuple(heaviest[:MOST]),
    )


def _gap(section: str, question: Question) -> Gap:
    return Gap(section, question.code, question.label, question.helps)
