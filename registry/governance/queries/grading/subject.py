"""A claim whose grade may be reviewed, with what the policy asks about and what was done so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from registry.catalogue.models import Tool
from registry.catalogue.queries import tool as live_tool
from registry.core import clock
from registry.core.db import db
from registry.core.errors import NotFound
from registry.evidence.models import Claim, Evidence, Grade
from registry.evidence.queries import graded_design, graded_direction
from registry.governance.models import Grading, GradingSeat, GradingStep
from registry.rules.grading import TESTED
from registry.rules.lifecycles import GRADING_OPEN, GradingState
from registry.rules.policy import Actor
from registry.rules.words import Design, Direction, GradeBasis, GradeStanding, GradingCause

APPEAL = timedelta(days=60)
GONE = "There is no such graded result, or it is not shared with you."


@dataclass(frozen=True)
class Subject:
    """The grade of a claim: whom it concerns, the review of it that is open, and all that came before."""

    tool: Tool
    item: Evidence
    claim: Claim
    grade: Grade | None  # that holds now
    gradings: Sequence[Grading]
    seats: Sequence[GradingSeat]
    steps: Sequence[GradingStep]

    @property
    def id(self) -> int:
        """The tool's: interests are declared in a tool."""
        return self.tool.id

    @property
    def owner_id(self) -> int:
        """The organisation answerable for the tool."""
        return self.tool.owner_id

    @property
    def organisation_id(self) -> int | None:
        """The site where it was measured, as it is today."""
        return self.item.site_today_id or self.item.site_id

    @property
    def site_ids(self) -> frozenset[int]:
        """The site as it was and as it is."""
        return _ids(self.item.site_id, self.item.site_today_id)

    @property
    def author_ids(self) -> frozenset[int]:
        """Who recorded the claim and its study."""
        return _ids(self.item.recorded_by_id, self.claim.recorded_by_id)

    @property
    def former_ids(self) -> frozenset[int]:
        """Those whom an appeal keeps out: everybody who had a part in a review before it."""
        if self.open is None or self.open.cause is not GradingCause.APPEAL:
            return frozenset()
        here = self.open.id
        parts = (step.person_id for step in self.steps if step.grading_id != here and step.verb in PARTS)
        return _ids(*parts, *(seat.person_id for seat in self.seats if seat.grading_id != here))

    @property
    def open(self) -> Grading | None:
        """The review that is under way."""
        return next((one for one in self.gradings if one.state in GRADING_OPEN), None)

    @property
    def overtaken(self) -> bool:
        """Whether the study was corrected since the open review began, and graded anew by the rule."""
        if self.open is None or self.grade is None or self.grade.basis is not GradeBasis.RULE:
            return False
        return self.grade.recorded_at > self.open.opened_at

    @property
    def settled(self) -> Grading | None:
        """The newest review that ended with a grade."""
        return next((one for one in reversed(self.gradings) if one.state is GradingState.SETTLED), None)

    @property
    def appeal_until(self) -> date | None:
        """The last day on which the settled grade may be appealed against; none where there is nothing to appeal."""
        found = self.settled
        stands = self.claim.grade_standing is GradeStanding.CONFIRMED  # else the study was corrected since
        if found is None or not stands or found.cause is GradingCause.APPEAL or found.settled_on is None or self.open:
            return None
        return found.settled_on + APPEAL

    @property
    def may_be_appealed(self) -> bool:
        """Whether the time to appeal still runs, by London days."""
        return self.appeal_until is not None and clock.today() <= self.appeal_until

    @property
    def direction(self) -> Direction:
        """As it is graded now."""
        return graded_direction(self.claim) or Direction.INCONCLUSIVE

    @property
    def design(self) -> Design:
        """As it is graded now."""
        return graded_design(self.item, self.claim)

    @property
    def asks_two(self) -> bool:
        """Whether its strength alone asks for two reviewers."""
        return self.design.strength >= TESTED

    def seat_of(self, person_id: int | None) -> GradingSeat | None:
        """The place that a person has in the open review."""
        return next((seat for seat in self.open_seats if seat.person_id == person_id), None)

    @property
    def open_seats(self) -> list[GradingSeat]:
        """The places that are taken in the open review."""
        here = self.open.id if self.open else 0
        return [seat for seat in self.seats if seat.grading_id == here and seat.ended_at is None]

    @property
    def has_room(self) -> bool:
        """Whether the open review wants somebody more; a review that is not open yet does."""
        if self.open is None:
            return True
        if self.open.state is GradingState.REFERRED:
            return not any(seat.third for seat in self.open_seats)
        return self.open.state is GradingState.OPEN and len(self.open_seats) < self.open.reviewers

    def done(self, verb: str, grading: Grading | None = None) -> list[GradingStep]:
        """The steps of one kind in a review, the open one unless another is given, in their order."""
        of = grading or self.open
        return [step for step in self.steps if of and step.grading_id == of.id and step.verb == verb]


PARTS = ("score", "propose", "reconcile", "decide")


def _ids(*found: int | None) -> frozenset[int]:
    return frozenset(one for one in found if one is not None)


def subject(actor: Actor, slug: str, claim_id: int, *, locked: bool = False) -> Subject:
    """A graded claim of a tool that the actor may read: at most six statements.

    Raises NotFound for a count and for what was withdrawn; Withdrawn as the tool's own page does.
    """
    tool = live_tool(actor, slug)
    statement = (
        select(Claim)
        .join(Evidence, Evidence.id == Claim.evidence_id)
        .where(
            Claim.id == claim_id,
            Claim.withdrawn_at.is_(None),
            Claim.direction.is_not(None),
            Evidence.tool_id == tool.id,
            Evidence.withdrawn_at.is_(None),
        )
        .options(joinedload(Claim.evidence).joinedload(Evidence.site), joinedload(Claim.measure))
        .execution_options(populate_existing=True)
    )
    if locked:
        statement = statement.with_for_update(of=Claim)
    claim = db.session.scalars(statement).unique().one_or_none()
    if claim is None:
        raise NotFound(GONE)
    return around(tool, claim.evidence, claim)


def around(tool: Tool, item: Evidence, claim: Claim) -> Subject:
    """A loaded claim with its reviews, their places and their steps: four statements."""
    mine = select(Grading.id).where(Grading.claim_id == claim.id)
    gradings = db.session.scalars(
        select(Grading)
        .where(Grading.claim_id == claim.id)
        .order_by(Grading.id)
        .execution_options(populate_existing=True)
    ).all()
    seats = db.session.scalars(
        select(GradingSeat).where(GradingSeat.grading_id.in_(mine)).order_by(GradingSeat.id)
    ).all()
    steps = db.session.scalars(
        select(GradingStep).where(GradingStep.grading_id.in_(mine)).order_by(GradingStep.id)
    ).all()
    grade = db.session.scalar(select(Grade).where(Grade.claim_id == claim.id).order_by(Grade.id.desc()).limit(1))
    return Subject(tool, item, claim, grade, gradings, seats, steps)
