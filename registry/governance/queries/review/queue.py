"""The queue: records under review, whom each waits for, since when and by when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy.orm import contains_eager

from registry.accounts.queries.reviewers import called
from registry.catalogue.models import ReviewStep, Tool
from registry.core import clock
from registry.core.db import db
from registry.core.paging import Page, page_of_rows
from registry.governance.models import Review
from registry.governance.queries.review.scope import open_to, reviewable, under_review
from registry.rules.lifecycles import ToolState
from registry.rules.policy import Actor, Permission, allows, require

SHOWS = ("all", "mine", "unassigned", "overdue", "owner")


@dataclass(frozen=True)
class Waiting:
    """A record under review, as the queue shows it."""

    review: Review
    since: datetime  # of waiting for whom it waits for now
    holder: str  # the reviewer who has it, by name and organisation; nothing for nobody
    mine: bool
    readable: bool

    @property
    def tool(self) -> Tool:
        """The record."""
        return self.review.tool

    @property
    def times(self) -> int:
        """How often it was sent in."""
        return self.review.rounds

    @property
    def on_owner(self) -> bool:
        """Whether it waits for its owner; else for a reviewer."""
        return self.tool.state is ToolState.CHANGES_REQUESTED

    @property
    def due_on(self) -> date | None:
        """By when, for whoever it waits for."""
        return self.review.due_on

    @property
    def days(self) -> int:
        """How many whole days ago it was first sent in."""
        return (clock.now() - self.review.opened_at).days

    @property
    def overdue(self) -> int:
        """How many days the day is past; 0 when it is not."""
        return max(0, (clock.today() - self.due_on).days) if self.due_on else 0


def queue(actor: Actor, number: int | None = None, show: str = "all") -> Page[Waiting]:
    """A page of what is under review, oldest first: at most four statements.

    A reviewer sees the records that they may review, the registrar all of them. Raises NotAllowed to everybody else.
    """
    require(actor, Permission.REVIEW_QUEUE_READ)
    return _page(actor, number, and_(open_to(actor), _shown(actor, show)))


def with_reviewer(actor: Actor, number: int | None = None) -> Page[Waiting]:
    """What waits for a review that the actor may give: their own records first, then what nobody has; else nothing."""
    free = and_(Tool.state == ToolState.IN_REVIEW, Review.assignee_id.is_(None))
    mine = and_(Tool.state == ToolState.IN_REVIEW, Review.assignee_id == actor.id)
    return _page(actor, number, and_(reviewable(actor), free | mine), Review.assignee_id.is_(None))


def overdue_with(actor: Actor, day: date) -> tuple[int, int, int, int]:
    """How much waits for the actor to review: theirs, of it sent in again and overdue, and what nobody has."""
    mine = and_(Review.assignee_id == actor.id, Tool.state == ToolState.IN_REVIEW)
    parts = (
        mine,
        and_(mine, Review.rounds > 1),
        and_(mine, Review.due_on < day),
        and_(Review.assignee_id.is_(None), Tool.state == ToolState.IN_REVIEW),
    )
    statement = (
        select(*(func.count().filter(part) for part in parts))
        .select_from(Review)
        .join(Review.tool)
        .where(under_review(), reviewable(actor))
    )
    row = db.session.execute(statement).one()
    return row[0], row[1], row[2], row[3]


def _page(actor: Actor, number: int | None, where: ColumnElement[bool], *first: Any) -> Page[Waiting]:
    statement = (
        select(Review)
        .join(Review.tool)
        .join(Tool.owner)
        .where(under_review(), where)
        .options(contains_eager(Review.tool).contains_eager(Tool.owner))
        .order_by(*first, Review.opened_at, Review.id)
    )
    page = page_of_rows(statement, number)
    names, asked = called([review.assignee_id for review in page.items]), _asked(page.items)
    rows = [_waiting(actor, review, names, asked) for review in page.items]
    return Page(rows, page.number, page.size, page.total)


def _waiting(actor: Actor, review: Review, names: Mapping[int, str], asked: Mapping[int, datetime]) -> Waiting:
    holder = review.assignee_id
    return Waiting(
        review,
        asked.get(review.tool_id, review.submitted_at),
        names.get(holder, "A former reviewer") if holder is not None else "",
        holder is not None and holder == actor.id,
        allows(actor, Permission.TOOL_DRAFT_READ, review.tool),
    )


def _asked(reviews: Sequence[Review]) -> dict[int, datetime]:
    """When changes were last requested of those that wait for their owner: one statement, none for none."""
    waiting = [review.tool_id for review in reviews if review.tool.state is ToolState.CHANGES_REQUESTED]
    if not waiting:
        return {}
    statement = (
        select(ReviewStep.tool_id, func.max(ReviewStep.recorded_at))
        .where(ReviewStep.tool_id.in_(waiting), ReviewStep.verb == "request-changes")
        .group_by(ReviewStep.tool_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def _shown(actor: Actor, show: str) -> ColumnElement[bool]:
    """One of the queue's views; anything unknown shows all."""
    return {
        "mine": Review.assignee_id == actor.id,
        "unassigned": and_(Review.assignee_id.is_(None), Tool.state == ToolState.IN_REVIEW),
        "overdue": Review.due_on < clock.today(),
        "owner": Tool.state == ToolState.CHANGES_REQUESTED,
    }.get(show, true())
