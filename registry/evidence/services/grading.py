"""Grades as rows: each takes the place of the one before, and the one that holds now is projected onto its claim."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from registry.core import clock
from registry.core.db import db
from registry.core.events import emit
from registry.evidence.events import GradeRecorded
from registry.evidence.models import Claim, Evidence, Grade
from registry.measures.models import Measure
from registry.rules.grading import RULE, Figures, Rated, Stated, rated
from registry.rules.words import Design, Direction, GradeBasis, GradeStanding


@dataclass(frozen=True)
class GradeDetails:
    """What a claim is graded as, on what it rests, and from which answers it follows."""

    direction: Direction
    design: Design
    standing: GradeStanding
    basis: GradeBasis
    words: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    rule: int = RULE


def grade_provisionally(item: Evidence, claims: Iterable[Claim]) -> None:
    """Grade claims that were just recorded, by the printed rule, within the running action. Counts get no grade."""
    graded = [claim for claim in claims if claim.direction is not None]
    sides = _sides({claim.measure_id for claim in graded if claim.measure_id})
    for claim in graded:
        found = by_rule(item, claim, sides.get(claim.measure_id or 0, ""))
        answers = {code: item.design_answers[code] for code in found.led} if item.design_answers else {}
        add_grade(item, claim, _provisional(found, answers), actor_id=None, told=False)


def provisional(direction: Direction, design: Design) -> GradeDetails:
    """The provisional grade of a result that states no figures and whose study answers no questions."""
    return _provisional(rated(Stated(direction, design)), {})


def by_rule(item: Evidence, claim: Claim, better_when: str) -> Rated:
    """What the printed rule makes of a claim that has a direction; `better_when` is its measure's."""
    stated = Stated(
        direction=claim.direction or Direction.INCONCLUSIVE,
        design=item.design,
        ex_ante=bool(claim.ex_ante),
        answers=item.design_answers or {},
        figures=figures_of(claim, better_when),
    )
    return rated(stated)


def add_grade(item: Evidence, claim: Claim, details: GradeDetails, actor_id: int | None, *, told: bool = True) -> Grade:
    """Record a grade that takes the place of the present one, and project it, within the running action."""
    before = db.session.scalar(select(Grade.id).where(Grade.claim_id == claim.id).order_by(Grade.id.desc()).limit(1))
    grade = Grade(
        claim_id=claim.id,
        tool_id=item.tool_id,
        replaces_id=before,
        happened_on=clock.today(),
        recorded_at=clock.now(),
        recorded_by_id=actor_id,
        **columns(details),
    )
    db.session.add(grade)
    db.session.flush()
    claim.grade_direction, claim.grade_design = details.direction, details.design
    claim.grade_standing = details.standing
    if told:
        emit(
            GradeRecorded(
                actor_id=actor_id,
                tool_id=item.tool_id,
                organisation_id=item.site_id,
                claim_id=claim.id,
                grade_id=grade.id,
                direction=details.direction.value,
                design=details.design.value,
                standing=details.standing.value,
                basis=details.basis.value,
            )
        )
    return grade


def columns(details: GradeDetails) -> dict[str, Any]:
    """The columns of a grade's row that say what it is."""
    return {
        "direction": details.direction,
        "design": details.design,
        "standing": details.standing,
        "basis": details.basis,
        "rule": details.rule,
        "because": {"reasons": list(details.reasons), "answers": dict(details.answers)},
        "words": details.words,
    }


def figures_of(claim: Claim, better_when: str) -> Figures | None:
    """The interval of an effect as stated, or as it follows from an error or from counts; nothing where there is none."""
    worked = claim.worked
    if worked is None or worked.low is None or worked.high is None:
        return None
    return Figures(worked.low, worked.high, 1.0 if worked.is_ratio else 0.0, better_when)


def _provisional(found: Rated, answers: Mapping[str, str]) -> GradeDetails:
    return GradeDetails(
        found.direction,
        found.design,
        GradeStanding.PROVISIONAL,
        GradeBasis.RULE,
        answers=answers,
        reasons=found.because,
    )


def _sides(measure_ids: set[int]) -> dict[int, str]:
    if not measure_ids:
        return {}
    rows = db.session.execute(select(Measure.id, Measure.better_when).where(Measure.id.in_(measure_ids)))
    return {row.id: row.better_when for row in rows}
