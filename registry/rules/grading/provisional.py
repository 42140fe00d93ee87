"""The provisional grade: what the printed rule makes of a claim at once, before any reviewer has read it."""

from dataclasses import dataclass, field

from registry.rules.grading.designs import Answers, design_of
from registry.rules.grading.directions import Figures, direction_of
from registry.rules.words import Design, Direction

RULE = 1  # stored with each grade; a rule that changes gets the next number and leaves older grades alone

REASONS = {
    "ex-ante": "It was estimated beforehand, so it counts as an estimate whatever the study's design.",
    "answers": "The design follows from the answers about the study.",
    "design-stated": "The design is as it was stated: the questions about the study were not answered.",
    "as-stated": "The direction is as it was stated.",
    "better-side": "The whole interval lies on the better side of no effect.",
    "worse-side": "The whole interval lies on the worse side of no effect.",
    "across": "The interval reaches across no effect, and nothing shows that the study could have seen a change that matters.",
    "across-seen": "The interval reaches across no effect, and the study could have seen a change that matters.",
    "reviewed": "It is as reviewers of other organisations graded it.",
    "trend": "It was changing in that direction already and was compared with nothing, so the study cannot tell.",
}


@dataclass(frozen=True)
class Stated:
    """What a claim and its study say of themselves. No direction: a count, which gets no grade."""

    direction: Direction
    design: Design
    ex_ante: bool = False
    answers: Answers = field(default_factory=dict)
    figures: Figures | None = None


@dataclass(frozen=True)
class Rated:
    """A grade by the rule: the reasons for it by code, and the questions whose answers led to it."""

    direction: Direction
    design: Design
    because: tuple[str, ...]
    led: tuple[str, ...] = ()


def rated(stated: Stated) -> Rated:
    """The grade of a claim by the printed rule, in its present version."""
    design, led, why = _design(stated)
    direction, reason = direction_of(stated.direction, stated.figures, stated.answers.get("could_see"))
    asked = ("could_see",) if reason in ("across", "across-seen") and "could_see" in stated.answers else ()
    undone = design is Design.BEFORE_AFTER and stated.answers.get("trend") == "yes" and _compared_nothing(stated)
    if undone and direction in (Direction.BETTER, Direction.WORSE):
        direction, reason, asked = Direction.INCONCLUSIVE, "trend", ("trend",)
    return Rated(direction, design, (why, reason), tuple(dict.fromkeys((*led, *asked))))


def _design(stated: Stated) -> tuple[Design, tuple[str, ...], str]:
    if stated.ex_ante:
        return Design.ESTIMATE, (), "ex-ante"
    if not stated.answers:
        return stated.design, (), "design-stated"
    design, led = design_of(stated.answers)
    return design, led, "answers"


def _compared_nothing(stated: Stated) -> bool:
    return stated.answers.get("comparison") == "none"
