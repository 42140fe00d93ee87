"""Two people answered the same questions: what each changed of what both had read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from registry.rules.questions import Question, answered


@dataclass(frozen=True)
class Side:
    """An answer that now reads otherwise than the one somebody wants to save, as both were and as it was before."""

    question: Question
    before: Any
    theirs: Any
    yours: Any

    @property
    def clash(self) -> bool:
        """Whether both changed it; else only one of them did."""
        return not same(self.before, self.theirs) and not same(self.before, self.yours)

    @property
    def untouched(self) -> bool:
        """Whether only the other changed it, so that theirs may stand."""
        return same(self.before, self.yours)


def sides(
    questions: Iterable[Question], before: Mapping[str, Any], theirs: Mapping[str, Any], yours: Mapping[str, Any]
) -> tuple[Side, ...]:
    """Every answer on which the two differ; nothing where the other changed none of these questions."""
    asked = list(questions)
    if all(same(before.get(question.code), theirs.get(question.code)) for question in asked):
        return ()
    rows = (Side(one, before.get(one.code), theirs.get(one.code), yours.get(one.code)) for one in asked)
    return tuple(row for row in rows if not same(row.theirs, row.yours))


def same(one: Any, other: Any) -> bool:
    """Whether two answers say the same; all that say nothing do."""
    return one == other or not (answered(one) or answered(other))
