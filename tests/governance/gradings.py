"""Graded results, and reviewers around them, for the tests of reviews of grades."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.db import db
from registry.evidence.models import Claim, Evidence, Grade
from registry.evidence.services.grading import columns, provisional
from registry.governance.models import Grading, GradingSeat, GradingStep
from registry.governance.services import grading as services
from registry.governance.services.grading import ScoreDetails
from registry.rules.policy import Actor
from registry.rules.words import Design, Direction, GradeStanding, Role
from tests import factories as f

WEAK = {"measured": "measured", "baseline": "yes", "trend": "no", "comparison": "none"}
STRONG = {**WEAK, "comparison": "both", "comparable": "matched", "chosen": "choice"}
TRIAL = {**STRONG, "chosen": "chance", "attrition": "low", "contamination": "no"}


class Result:
    """A graded claim of a published tool, with whom it concerns."""

    def __init__(self, design: Design = Design.BEFORE_AFTER, **fields: Any) -> None:
        self.owner, self.site = f.AForce(), f.AForce()
        self.tool: Tool = f.ATool(self.owner, **fields)
        self.item: Evidence = f.AnEvidence(self.tool, self.site, design)
        grade = provisional(Direction.BETTER, design)
        self.claim: Claim = f.AClaim(
            self.item,
            grade_direction=grade.direction,
            grade_design=grade.design,
            grade_standing=grade.standing,
        )
        f.save(
            Grade(
                claim_id=self.claim.id,
                tool_id=self.tool.id,
                happened_on=clock.today(),
                recorded_at=clock.now(),
                **columns(grade),
            )
        )
        self.at = (self.tool.slug, self.claim.id)

    @property
    def path(self) -> str:
        return f"/tools/{self.tool.slug}/grades/{self.claim.id}"

    @property
    def grade(self) -> tuple[Direction | None, Design | None, GradeStanding | None]:
        found = db.session.get_one(Claim, self.claim.id, populate_existing=True)
        return found.grade_direction, found.grade_design, found.grade_standing

    @property
    def grades(self) -> list[Grade]:
        return list(db.session.scalars(select(Grade).where(Grade.claim_id == self.claim.id).order_by(Grade.id)))

    @property
    def gradings(self) -> list[Grading]:
        found = select(Grading).where(Grading.claim_id == self.claim.id).order_by(Grading.id)
        return list(db.session.scalars(found.execution_options(populate_existing=True)))

    @property
    def seats(self) -> list[GradingSeat]:
        return list(
            db.session.scalars(
                select(GradingSeat)
                .join(Grading, Grading.id == GradingSeat.grading_id)
                .where(Grading.claim_id == self.claim.id, GradingSeat.ended_at.is_(None))
                .order_by(GradingSeat.id)
            )
        )

    @property
    def steps(self) -> list[tuple[str, int | None]]:
        found = select(GradingStep).join(Grading, Grading.id == GradingStep.grading_id)
        rows = db.session.scalars(found.where(Grading.claim_id == self.claim.id).order_by(GradingStep.id))
        return [(step.verb, step.person_id) for step in rows]

    def lead(self) -> Actor:
        return f.AnActor(Role.LEAD, self.owner)


def reviewer() -> Actor:
    return f.AnActor(Role.REVIEWER)


def two_reviewers(result: Result) -> tuple[Actor, Actor]:
    """Two who have taken it."""
    first, second = reviewer(), reviewer()
    for one in (first, second):
        services.take(one, *result.at)
    return first, second


def confirm() -> ScoreDetails:
    return ScoreDetails("confirm")


def otherwise(direction: str = "no-clear-change", answers: dict[str, str] | None = None) -> ScoreDetails:
    return ScoreDetails("differ", direction, answers or STRONG, "The comparison tells otherwise.")


def settled(result: Result) -> tuple[Actor, Actor]:
    """Two reviewers have confirmed it."""
    two = two_reviewers(result)
    for one in two:
        services.score(one, *result.at, confirm())
    return two


def differing(result: Result) -> tuple[Actor, Actor]:
    """Two reviewers differ."""
    first, second = two_reviewers(result)
    services.score(first, *result.at, confirm())
    services.score(second, *result.at, otherwise())
    return first, second


def days_ago(result: Result, days: int) -> None:
    """The settled review was settled so many days ago."""
    [grading] = result.gradings
    grading.settled_on = clock.today() - timedelta(days=days)
    db.session.commit()
