"""Taking a record's answers from the schema it was written under to a newer one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.rules.questions import Content, Kind, Question, Schema, answered, current, numbers, schema


@dataclass(frozen=True)
class Left:
    """An answer to a question that is no longer asked."""

    question: Question
    value: Any


@dataclass(frozen=True)
class Moved:
    """The answers under the newer schema, what was left behind, and where each code of now comes from."""

    number: int
    content: Content
    left: tuple[Left, ...]
    origins: Mapping[str, str]

    @property
    def new(self) -> frozenset[str]:
        """Questions that the earlier schema did not ask."""
        return frozenset(question.code for question in schema(self.number).questions) - frozenset(self.origins)


def newest(number: int) -> int:
    """The schema that a record under this one is edited under. It never goes back."""
    return max(number, current())


def moved(content: Mapping[str, Any], source: int, target: int) -> Moved:
    """The content step by step through every schema from one number to another; nothing is lost unsaid.

    An answer goes to the question with its code, or to the one that says `moved_from` it. An answer whose question
    is not asked any more, or whose choice is no longer offered, is among what is left.
    """
    answers = {code: value for code, value in content.items() if answered(value)}
    origins = {question.code: question.code for question in schema(source).questions}
    left: list[Left] = []
    for number in numbers():
        if source < number <= target:
            answers, origins, behind = _step(answers, origins, schema(number), schema(_before(number)))
            left += behind
    return Moved(target, answers, tuple(left), origins)


def _before(number: int) -> int:
    known = numbers()
    return known[known.index(number) - 1]


def _step(
    answers: Content, origins: Mapping[str, str], after: Schema, before: Schema
) -> tuple[Content, dict[str, str], list[Left]]:
    kept: Content = {}
    whence: dict[str, str] = {}
    taken: set[str] = set()
    for question in after.questions:
        code = question.code if question.code in origins else question.moved_from
        if code not in origins:
            continue
        whence[question.code] = origins[code]
        value = _fitted(question, answers.get(code))
        if answered(value):
            kept[question.code] = value
            taken.add(code)
    left = [Left(question, answers[question.code]) for question in before.questions if question.code in answers]
    return kept, whence, [one for one in left if one.question.code not in taken]


def _fitted(question: Question, value: Any) -> Any:
    """The answer in the shape that the question takes; nothing where its choices do not offer it any more."""
    renamed = dict(question.moved_values)
    values = [renamed.get(str(one), one) for one in (value if isinstance(value, list) else [value]) if answered(one)]
    if question.options:
        offered = {code for code, _label in question.options}
        values = values if offered.issuperset(map(str, values)) else []
    if question.kind in (Kind.CHOICES, Kind.LINES):
        return values
    return values[0] if len(values) == 1 else None
