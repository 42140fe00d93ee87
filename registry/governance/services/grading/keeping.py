"""What every action on a review of a grade shares: the locked claim, the next state, the step, the grade it ends with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from registry.core import clock
from registry.core.db import db
from registry.core.errors import Invalid, WrongState
from registry.core.events import emit
from registry.evidence.models import Grade
from registry.evidence.services.grading import GradeDetails, add_grade
from registry.governance.events import GradingEvent, GradingSettled
from registry.governance.models import Grading, GradingStep
from registry.governance.queries.grading.subject import Subject
from registry.governance.services.review.words import optional, required
from registry.rules import grading as rules
from registry.rules.lifecycles import GRADING
from registry.rules.policy import Actor
from registry.rules.words import Design, Direction, GradeBasis, GradeStanding
from registry.rules.working_days import working_days_after

TO_GRADE = 10  # working days
NOT_OPEN = "The grade of this result is not under review now. Read its page again."


@dataclass(frozen=True)
class ScoreDetails:
    """What a reviewer makes of a result: one of what is offered, or otherwise, by the answers to the design questions."""

    verdict: str = ""
    direction: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    words: str = ""


@dataclass(frozen=True)
class Scored:
    """A direction and a design, and the answers from which the design follows."""

    direction: Direction
    design: Design
    answers: Mapping[str, str] = field(default_factory=dict)
    reasons: tuple[str, ...] = ("reviewed",)
    rule: int = rules.RULE


def opened(found: Subject) -> Grading:
    """The review that is open. Raises WrongState when there is none."""
    if found.open is None:
        raise WrongState(NOT_OPEN)
    if found.overtaken:
        raise WrongState("The study was corrected since this review began, so it ends. Take the grade anew.")
    return found.open


def read(details: ScoreDetails, offered: Mapping[str, Scored], *, reasons: bool) -> tuple[Scored, str]:
    """What the reviewer made of it, and their words. Raises Invalid, naming what is missing.

    Reasons are always asked for where it differs from all that was offered, and everywhere if `reasons`.
    """
    if details.verdict in offered:
        words = required(details.words, "words") if reasons else optional(details.words, "words")
        return offered[details.verdict], words
    wrong: dict[str, str] = {}
    if details.verdict != "differ":
        wrong["verdict"] = "Choose what you make of it."
    if details.direction not in set(Direction):
        wrong["direction"] = "Choose what was found."
    wrong |= rules.wrong(details.answers) if details.answers else {"measured": "Answer the questions about the study."}
    if wrong:
        raise Invalid("Nothing was kept. Mend what is marked.", wrong)
    words = required(details.words, "words")
    design, _led = rules.design_of(details.answers)
    return Scored(Direction(details.direction), design, dict(details.answers)), words


def add_step(
    actor: Actor, grading: Grading, verb: str, words: str | None = None, scored: Scored | None = None
) -> GradingStep:
    """Put on record what was done."""
    step = GradingStep(
        grading_id=grading.id,
        tool_id=grading.tool_id,
        person_id=actor.id,
        verb=verb,
        direction=scored.direction if scored else None,
        design=scored.design if scored else None,
        answers=dict(scored.answers) or None if scored else None,
        words=words or None,
        recorded_at=clock.now(),
    )
    db.session.add(step)
    db.session.flush()
    return step


def scored_by(step: GradingStep) -> Scored:
    """A score as it is on record."""
    return Scored(step.direction or Direction.INCONCLUSIVE, step.design or Design.ESTIMATE, step.answers or {})


def tell(kind: type[GradingEvent], actor: Actor, found: Subject, grading: Grading, **more: Any) -> None:
    """Emit an event about a review of a grade."""
    emit(
        kind(
            actor_id=actor.id,
            tool_id=found.tool.id,
            organisation_id=found.owner_id,
            claim_id=found.claim.id,
            grading_id=grading.id,
            **more,
        )
    )


def settle(
    actor: Actor, found: Subject, grading: Grading, verb: str, scored: Scored, basis: GradeBasis, words: str
) -> Grade:
    """End a review with a grade that takes the place of the present one."""
    grading.state = GRADING.move(verb, grading.state)
    grade = stand(found, scored, GradeStanding.CONFIRMED, basis, words, actor)
    grading.grade_id, grading.settled_on, grading.due_on = grade.id, clock.today(), None
    tell(GradingSettled, actor, found, grading, grade_id=grade.id, verb=verb)
    return grade


def stand(
    found: Subject,
    scored: Scored,
    standing: GradeStanding,
    basis: GradeBasis,
    words: str | None = None,
    actor: Actor | None = None,
) -> Grade:
    """Record a grade of the claim, or the standing that the present one has from now on."""
    details = GradeDetails(
        scored.direction, scored.design, standing, basis, words or None, scored.answers, scored.reasons, scored.rule
    )
    return add_grade(found.item, found.claim, details, actor.id if actor else None)


def present(found: Subject) -> Scored:
    """The grade that holds now, with what it follows from."""
    if found.grade is None:
        return Scored(found.direction, found.design)
    because = found.grade.because
    reasons = tuple(because.get("reasons", ()))
    return Scored(found.direction, found.design, because.get("answers", {}), reasons, found.grade.rule)


def due() -> Any:
    """By when the next step is asked for."""
    return working_days_after(clock.today(), TO_GRADE)
