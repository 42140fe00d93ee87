"""Reviewers: what each has to do, who can be given a record, and the interests that they declared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from registry.accounts.models import Membership, Person
from registry.accounts.queries.reviewers import called, reviewers
from registry.catalogue.models import Access, ReviewStep, Tool
from registry.catalogue.queries.scope import COLLABORATOR
from registry.core import clock
from registry.core.db import db
from registry.core.errors import NotFound, WrongState
from registry.core.paging import Page, page_of_columns
from registry.governance.models import Interest, Review
from registry.governance.queries.review.scope import UNDER_REVIEW, under_review
from registry.organisations.models import Succession
from registry.rules.lifecycles import ToolState
from registry.rules.policy import Actor, Permission, allows, require

LATELY = timedelta(days=30)
SIZE = 50
MOST = 200


@dataclass(frozen=True)
class Load:
    """A reviewer, and what they have to do: records they have, overdue ones, and what they settled lately."""

    id: int
    name: str
    organisation: str
    open: int
    overdue: int
    settled: int


@dataclass(frozen=True)
class Assigning:
    """A record under review, who has it, and who could."""

    tool: Tool
    review: Review | None
    holder: str
    candidates: Sequence[Load]


@dataclass(frozen=True)
class Declared:
    """A record, and the interest that the actor declared in it, if any."""

    tool: Tool
    interest: Interest | None


@dataclass(frozen=True)
class DeclaredRow:
    """An interest as the list shows it."""

    interest: Interest
    tool: Tool
    who: str


def workload(actor: Actor, number: int | None = None) -> Page[Load]:
    """Every reviewer with what they have to do, the least busy first: two statements."""
    require(actor, Permission.REVIEW_QUEUE_READ)
    page = page_of_columns(_loads(), number, SIZE)
    return page.of([Load(**row._mapping) for row in page.items])


def assigning(actor: Actor, slug: str) -> Assigning:
    """A record and who could review it: at most four statements.

    Raises NotFound to those who may not know of it, NotAllowed to those who do not assign it, WrongState when it is
    not under review.
    """
    tool = _tool(slug)
    assigns = tool is not None and tool.state in UNDER_REVIEW and allows(actor, Permission.REVIEW_ASSIGN, tool)
    if tool is None or not (assigns or _known(actor, tool)):
        raise NotFound("There is no such tool, or it is not shared with you. Check the address, or search.")
    require(actor, Permission.REVIEW_ASSIGN, tool)
    if not assigns:
        raise WrongState("This record is not in review now. Look at what happened to it, and try again later.")
    review = db.session.scalar(select(Review).where(Review.tool_id == tool.id, Review.closed_at.is_(None)))
    holder = review.assignee_id if review else None
    names = called([holder])
    return Assigning(
        tool,
        review,
        names.get(holder, "A former reviewer") if holder is not None else "",
        _candidates(tool),
    )


def interest(actor: Actor, slug: str) -> Declared:
    """A record that the actor may know of, or has declared an interest in.

    Raises NotFound to those who may not know of it, NotAllowed to those who review nothing.
    """
    tool = _tool(slug)
    own = _own_interest(actor, tool.id) if tool is not None and tool.id in actor.conflicted else None
    if tool is None or not (own or _known(actor, tool)):
        raise NotFound("There is no such tool, or it is not shared with you. Check the address, or search.")
    require(actor, Permission.REVIEW_DECLARE, tool)
    return Declared(tool, own)


def declared(actor: Actor) -> Sequence[DeclaredRow]:
    """The interests that the actor declared and that stand; to the registrar, everybody's: at most two statements."""
    require(actor, Permission.REVIEW_QUEUE_READ)
    statement = (
        select(Interest, Tool)
        .join(Tool, Tool.id == Interest.tool_id)
        .where(Interest.ended_at.is_(None))
        .options(joinedload(Tool.owner))
        .order_by(Interest.declared_at.desc(), Interest.id.desc())
        .limit(MOST)
    )
    if not allows(actor, Permission.ORGANISATION_EDIT):  # the registrar
        statement = statement.where(Interest.person_id == actor.id)
    rows = db.session.execute(statement).all()
    names = called([row.Interest.person_id for row in rows])
    return [DeclaredRow(row.Interest, row.Tool, names.get(row.Interest.person_id, "A former reviewer")) for row in rows]


def without_interest(tool: Tool) -> ColumnElement[bool]:
    """People who may review a record: the SQL twin of the policy's facts about a reviewer, seen from the record.

    Not of the owner, its predecessors or successors; no declared interest; not helping to write it.
    """
    standing = Succession.undone_at.is_(None)
    heirs = select(Succession.successor_id).where(standing, Succession.predecessor_id == tool.owner_id)
    kin = heirs.union(select(Succession.predecessor_id).where(standing, Succession.successor_id == tool.owner_id))
    at = and_(Membership.person_id == Person.id, Membership.ended_at.is_(None))
    own = select(Membership.id).where(
        at, or_(Membership.organisation_id == tool.owner_id, Membership.organisation_id.in_(kin))
    )
    declared_it = select(Interest.id).where(
        Interest.person_id == Person.id, Interest.tool_id == tool.id, Interest.ended_at.is_(None)
    )
    writes = select(Access.id).where(
        Access.tool_id == tool.id,
        Access.reason == COLLABORATOR,
        or_(Access.until.is_(None), Access.until > clock.now()),
        or_(
            Access.person_id == Person.id,
            Access.organisation_id.in_(select(Membership.organisation_id).where(at)),
        ),
    )
    return and_(
        ~own.correlate(Person).exists(), ~declared_it.correlate(Person).exists(), ~writes.correlate(Person).exists()
    )


def _candidates(tool: Tool) -> list[Load]:
    rows = db.session.execute(_loads(without_interest(tool)).limit(SIZE))
    return [Load(**row) for row in rows.mappings()]


def _loads(*where: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    mine = select(func.count()).select_from(Review).join(Review.tool)
    mine = mine.where(under_review(), Review.assignee_id == Person.id).correlate(Person)
    late = mine.where(Tool.state == ToolState.IN_REVIEW, Review.due_on < clock.today())
    settled = select(func.count()).where(
        ReviewStep.actor_id == Person.id,
        ReviewStep.verb.in_(("publish", "not-accept")),
        ReviewStep.recorded_at > clock.now() - LATELY,
    )
    counts = [(mine, "open"), (late, "overdue"), (settled.correlate(Person), "settled")]
    columns = [count.scalar_subquery().label(label) for count, label in counts]
    statement: Select[*tuple[Any, ...]] = reviewers().where(*where).add_columns(*columns)
    return statement.order_by(columns[0], func.min(Person.name), Person.id)


def _tool(slug: str) -> Tool | None:
    return db.session.scalar(select(Tool).where(Tool.slug == slug).options(joinedload(Tool.owner)))


def _known(actor: Actor, tool: Tool) -> bool:
    return any(allows(actor, knowing, tool) for knowing in (Permission.TOOL_KNOW, Permission.TOOL_DRAFT_READ))


def _own_interest(actor: Actor, tool_id: int) -> Interest | None:
    return db.session.scalar(
        select(Interest).where(Interest.person_id == actor.id, Interest.tool_id == tool_id, Interest.ended_at.is_(None))
    )
