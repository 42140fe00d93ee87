"""The queue of grades: what waits to be confirmed, scored, reconciled or decided, for whom, since when and by when."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload

from registry.catalogue.models import Tool
from registry.catalogue.queries import scope
from registry.core import clock
from registry.core.db import db
from registry.core.paging import Page, page_of_columns
from registry.evidence.models import Claim, Evidence
from registry.evidence.queries import graded_design
from registry.governance.models import Grading, GradingSeat, GradingStep
from registry.rules.grading import TESTED
from registry.rules.lifecycles import GRADING_OPEN, GradingState
from registry.rules.policy import Actor, Permission, allows, require
from registry.rules.words import GradeStanding, GradingCause, Role

SHOWS = ("all", "mine", "free", "asked", "overdue")
SIZE = 20


@dataclass(frozen=True)
class Waiting:
    """A grade that waits for reviewers, as the queue shows it. Whether anybody scored it already is not told."""

    claim: Claim
    tool: Tool
    grading: Grading | None
    since: datetime
    mine: bool
    free: bool

    @property
    def due_on(self) -> date | None:
        """By when, once a review is open."""
        return self.grading.due_on if self.grading else None

    @property
    def overdue(self) -> int:
        """How many days the day is past; 0 when it is not."""
        return max(0, (clock.today() - self.due_on).days) if self.due_on else 0

    @property
    def days(self) -> int:
        """How many whole days it has waited."""
        return (clock.now() - self.since).days

    @property
    def what(self) -> str:
        """What is asked for next, as a code. Where no review is open yet, the strength says how many it takes."""
        if self.grading is None:
            return "two" if graded_design(self.claim.evidence, self.claim).strength >= TESTED else "confirm"
        if self.grading.state is GradingState.OPEN:
            return "appeal" if self.grading.cause is GradingCause.APPEAL else "grade"
        return self.grading.state.value


def queue(actor: Actor, number: int | None = None, show: str = "all") -> Page[Waiting]:
    """A page of grades that wait, oldest first: at most three statements.

    A reviewer sees those that they may review, the registrar all of them. Raises NotAllowed to everybody else.
    """
    require(actor, Permission.GRADING_READ)
    return _page(actor, number, _shown(actor, show))


def with_reviewer(actor: Actor) -> Page[Waiting]:
    """What the actor has, and what was asked for and has a free place; the rest of the queue can wait."""
    wanted = and_(_asked(), _free())
    return _page(actor, 1, and_(gradable(actor), or_(_mine(actor), wanted)))


def waiting_with(actor: Actor, day: date) -> tuple[int, int, int, int]:
    """How many grades the actor has, of those overdue, how many were asked for and are free, and how many merely wait."""
    unopened = Grading.id.is_(None)
    parts = (
        _mine(actor),
        and_(_mine(actor), Grading.due_on < day),
        and_(_asked(), _free(), ~_mine(actor)),
        unopened,
    )
    statement = _waiting(actor, gradable(actor)).with_only_columns(*(func.count().filter(part) for part in parts))
    row = db.session.execute(statement.order_by(None)).one()
    return row[0], row[1], row[2], row[3]


def gradable(actor: Actor) -> ColumnElement[bool]:
    """The SQL twin of who may review a grade in the policy, for claims joined to evidence, tool and open review."""
    if not actor.at(Role.REVIEWER) or not actor.policing:
        return false()
    before, part = aliased(Grading), aliased(GradingStep)
    seat = aliased(GradingSeat)
    steps = (
        select(part.id)
        .join(before, before.id == part.grading_id)
        .where(
            before.claim_id == Claim.id,
            before.id != Grading.id,
            part.person_id == actor.id,
            part.verb.in_(("score", "propose", "reconcile", "decide")),
        )
    )
    seats = (
        select(seat.id)
        .join(before, before.id == seat.grading_id)
        .where(before.claim_id == Claim.id, before.id != Grading.id, seat.person_id == actor.id)
    )
    appeal = Grading.cause == GradingCause.APPEAL
    kept_out = and_(appeal, or_(steps.correlate(Claim, Grading).exists(), seats.correlate(Claim, Grading).exists()))
    return and_(
        Tool.owner_id.not_in(actor.family),
        Tool.id.not_in(actor.conflicted | actor.writes),
        or_(Evidence.site_id.is_(None), Evidence.site_id.not_in(actor.family)),
        or_(Evidence.site_today_id.is_(None), Evidence.site_today_id.not_in(actor.family)),
        or_(Evidence.recorded_by_id.is_(None), Evidence.recorded_by_id != actor.id),
        or_(Claim.recorded_by_id.is_(None), Claim.recorded_by_id != actor.id),
        or_(Grading.id.is_(None), ~kept_out),
    )


def _waiting(actor: Actor, where: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Claims with a provisional grade, or one under review, of tools that the actor may read."""
    provisional = or_(Claim.grade_standing.is_(None), Claim.grade_standing == GradeStanding.PROVISIONAL)
    return (
        select(Claim, Tool, Grading)
        .join(Evidence, Evidence.id == Claim.evidence_id)
        .join(Tool, Tool.id == Evidence.tool_id)
        .outerjoin(Grading, and_(Grading.claim_id == Claim.id, Grading.state.in_(GRADING_OPEN)))
        .where(
            scope.visible_to(actor),
            Claim.direction.is_not(None),
            Claim.withdrawn_at.is_(None),
            Evidence.withdrawn_at.is_(None),
            or_(provisional, Grading.id.is_not(None)),
            where,
        )
        .order_by(_since(), Claim.id)
    )


def _since() -> ColumnElement[datetime]:
    return func.coalesce(Grading.opened_at, Claim.recorded_at, Evidence.recorded_at, type_=Evidence.recorded_at.type)


def _page(actor: Actor, number: int | None, where: ColumnElement[bool]) -> Page[Waiting]:
    if not allows(actor, Permission.ORGANISATION_EDIT):  # the registrar
        where = and_(where, gradable(actor))
    loaded = (joinedload(Claim.evidence), joinedload(Tool.owner))
    page = page_of_columns(_waiting(actor, where).options(*loaded).add_columns(_since().label("since")), number, SIZE)
    seats = _seats([row.Grading.id for row in page.items if row.Grading])
    return page.of([_row(actor, row, seats) for row in page.items])


def _row(actor: Actor, row: Any, seats: Mapping[int, Sequence[GradingSeat]]) -> Waiting:
    taken = seats.get(row.Grading.id, ()) if row.Grading else ()
    mine = any(seat.person_id == actor.id for seat in taken)
    return Waiting(row.Claim, row.Tool, row.Grading, row.since, mine, _room(row.Grading, taken))


def _room(grading: Grading | None, taken: Sequence[GradingSeat]) -> bool:
    if grading is None:
        return True
    if grading.state is GradingState.REFERRED:
        return not any(seat.third for seat in taken)
    return grading.state is GradingState.OPEN and len(taken) < grading.reviewers


def _seats(grading_ids: Sequence[int]) -> dict[int, list[GradingSeat]]:
    found: dict[int, list[GradingSeat]] = defaultdict(list)
    if grading_ids:
        held = select(GradingSeat).where(GradingSeat.grading_id.in_(grading_ids), GradingSeat.ended_at.is_(None))
        for seat in db.session.scalars(held):
            found[seat.grading_id].append(seat)
    return found


def _held(*where: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return select(GradingSeat.id).where(GradingSeat.grading_id == Grading.id, GradingSeat.ended_at.is_(None), *where)


def _mine(actor: Actor) -> ColumnElement[bool]:
    return _held(GradingSeat.person_id == actor.id).correlate(Grading).exists()


def _asked() -> ColumnElement[bool]:
    """Two reviewers are wanted, or a third. Why is not told: it might be what the first of them scored."""
    return or_(Grading.reviewers > 1, Grading.state == GradingState.REFERRED)


def _free() -> ColumnElement[bool]:
    """The twin of `_room`."""
    taken = (
        select(func.count())
        .select_from(GradingSeat)
        .where(GradingSeat.grading_id == Grading.id, GradingSeat.ended_at.is_(None))
        .correlate(Grading)
        .scalar_subquery()
    )
    third = _held(GradingSeat.third.is_(True)).correlate(Grading).exists()
    return or_(
        Grading.id.is_(None),
        and_(Grading.state == GradingState.OPEN, taken < Grading.reviewers),
        and_(Grading.state == GradingState.REFERRED, ~third),
    )


def _shown(actor: Actor, show: str) -> ColumnElement[bool]:
    """One of the queue's views; anything unknown shows all."""
    return {
        "mine": _mine(actor),
        "free": _free(),
        "asked": _asked(),
        "overdue": Grading.due_on < clock.today(),
    }.get(show, true())
