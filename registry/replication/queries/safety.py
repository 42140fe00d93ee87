"""Safety notices as a reader may see them, and who has acknowledged them, for whoever follows that up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.orm import joinedload

from registry.accounts.models import Membership, Person
from registry.catalogue.models import Tool
from registry.catalogue.queries import scope as tools
from registry.catalogue.queries.tools import GONE, known_tool
from registry.core.db import db
from registry.core.errors import NotFound, Withdrawn
from registry.core.paging import Page, page_of_rows
from registry.organisations.models import Organisation
from registry.replication.models import Adoption, SafetyNotice, SafetyReceipt
from registry.replication.queries.scope import released_to
from registry.rules.lifecycles import FINISHED
from registry.rules.policy import Actor, Permission, allows
from registry.rules.words import Role, Standing, Visibility

MOST = 500


@dataclass(frozen=True)
class NoticeRow:
    """A notice with what the policy asks about."""

    id: int
    visibility: Visibility
    owner_id: int


@dataclass(frozen=True)
class ReceiptRow:
    """An adopter that a notice reached, where its adoption may be read."""

    organisation_id: int
    slug: str
    name: str
    reached_at: datetime
    acknowledged_at: datetime | None
    told: int
    led: bool
    mailbox: bool

    @property
    def nobody(self) -> bool:
        """Whether there is neither a lead nor a team mailbox to tell."""
        return not (self.led or self.mailbox)


@dataclass(frozen=True)
class NoticePage:
    """Everything the page of a notice shows."""

    notice: SafetyNotice
    to_acknowledge: Sequence[ReceiptRow]  # of forces that the reader leads
    own: Sequence[ReceiptRow]  # of the reader's own organisations
    receipts: Sequence[ReceiptRow] | None  # for whoever follows it up
    may_lift: bool

    @property
    def waiting(self) -> int:
        """How many of those shown have not acknowledged it."""
        return sum(1 for row in self.receipts or () if row.acknowledged_at is None)


@dataclass(frozen=True)
class NoticeList:
    """The notices on one tool, open ones first."""

    tool: Tool
    notices: Sequence[SafetyNotice]
    may_issue: bool


def open_to(actor: Actor) -> ColumnElement[bool]:
    """Notices that the actor may read where they may know of the tool; join Tool. The SQL twin of `safety-notice:read`."""
    if actor.at(Role.REGISTRAR):
        return true()
    allowed = [SafetyNotice.visibility == Visibility.PUBLIC]
    if actor.policing:
        allowed.append(SafetyNotice.visibility == Visibility.POLICING)
    if actor.organisations:
        allowed.append(Tool.owner_id.in_(actor.organisations))
    return or_(*allowed)


def notices_on(actor: Actor, slug: str) -> NoticeList:
    """The notices on a tool: at most four statements. Raises as the tool's page does."""
    tool = known_tool(actor, slug)
    may_issue = allows(actor, Permission.SAFETY_NOTICE_ISSUE, tool)
    if tool.suspended_at is not None:
        raise Withdrawn(GONE, restore=tool.slug if allows(actor, Permission.TOOL_RESTORE, tool) else "")
    found = (
        select(SafetyNotice)
        .join(SafetyNotice.tool)
        .where(SafetyNotice.tool_id == tool.id, open_to(actor))
        .options(joinedload(SafetyNotice.organisation))
        .order_by(SafetyNotice.lifted_at.is_not(None), SafetyNotice.id.desc())
        .limit(MOST)
    )
    return NoticeList(tool, db.session.scalars(found).all(), may_issue and tool.version_id is not None)


def page_of_notices(actor: Actor, number: int | None, size: int, *, tool: str) -> Page[SafetyNotice]:
    """A page of the notices on tools that the reader may read, those that hold first: two statements."""
    found = select(SafetyNotice).join(SafetyNotice.tool).where(tools.visible_to(actor), open_to(actor))
    if tool:
        found = found.where(Tool.slug == tool)
    options = (joinedload(SafetyNotice.tool), joinedload(SafetyNotice.organisation))
    order = (SafetyNotice.lifted_at.is_not(None), SafetyNotice.id.desc())
    return page_of_rows(found.options(*options).order_by(*order), number, size)


def open_at(actor: Actor, tool_id: int) -> Sequence[SafetyNotice]:
    """The open notices on a tool that the reader may read: one statement."""
    return db.session.scalars(
        select(SafetyNotice)
        .join(SafetyNotice.tool)
        .where(SafetyNotice.tool_id == tool_id, SafetyNotice.lifted_at.is_(None), open_to(actor))
        .order_by(SafetyNotice.id.desc())
    ).all()


def known_notice(actor: Actor, notice_id: int) -> SafetyNotice:
    """A notice that the actor may read, with its tool. Raises NotFound and Withdrawn.

    One on a record that is withdrawn from view is for the leads who must acknowledge it and for who keeps it alone.
    """
    notice = db.session.scalar(
        select(SafetyNotice)
        .where(SafetyNotice.id == notice_id)
        .options(joinedload(SafetyNotice.tool), joinedload(SafetyNotice.organisation))
    )
    if notice is None:
        raise NotFound("No such notice.")
    tool = notice.tool
    if not allows(actor, Permission.SAFETY_NOTICE_READ, NoticeRow(notice.id, notice.visibility, tool.owner_id)):
        raise NotFound("No such notice.")
    known_tool(actor, tool.slug)
    keeps = allows(actor, Permission.SAFETY_NOTICE_FOLLOW, tool)
    if tool.suspended_at is not None and not keeps and not _receipts(actor.at(Role.LEAD), notice.id):
        raise Withdrawn(GONE)
    return notice


def notice_page(actor: Actor, notice_id: int) -> NoticePage:
    """One notice: at most five statements. Raises as `known_notice` does.

    Whoever follows it up sees the adopters whose adoption they may read, and no sign of others.
    """
    notice = known_notice(actor, notice_id)
    own = _receipts(actor.organisations, notice.id) if actor.organisations else []
    leads_at = actor.at(Role.LEAD)
    return NoticePage(
        notice,
        [
            row
            for row in own
            if row.organisation_id in leads_at and row.acknowledged_at is None and notice.lifted_at is None
        ],
        own,
        _followed(actor, notice) if allows(actor, Permission.SAFETY_NOTICE_FOLLOW, notice.tool) else None,
        notice.lifted_at is None and allows(actor, Permission.SAFETY_NOTICE_LIFT, notice.tool),
    )


def acknowledgeable(notice_id: int, organisation_id: int) -> Select[SafetyReceipt]:
    """The receipt of an organisation for an open notice."""
    return (
        select(SafetyReceipt)
        .join(SafetyReceipt.notice)
        .where(
            SafetyReceipt.notice_id == notice_id,
            SafetyReceipt.organisation_id == organisation_id,
            SafetyNotice.lifted_at.is_(None),
        )
        .execution_options(populate_existing=True)
    )


def not_reached() -> list[tuple[int, int]]:
    """Tools with a notice that holds, each with an adopter that it has not reached: one statement."""
    reached = exists().where(
        SafetyReceipt.notice_id == SafetyNotice.id, SafetyReceipt.organisation_id == Adoption.organisation_id
    )
    found = (
        select(SafetyNotice.tool_id, Adoption.organisation_id)
        .join(Adoption, Adoption.tool_id == SafetyNotice.tool_id)
        .where(SafetyNotice.lifted_at.is_(None), *uses_it(), ~reached)
        .distinct()
    )
    return [(row.tool_id, row.organisation_id) for row in db.session.execute(found)]


def uses_it() -> tuple[ColumnElement[bool], ...]:
    """Present adoptions that have not ended, on whosever word; not those that a force disputes."""
    return Adoption.is_current.is_(True), Adoption.stage.not_in(FINISHED), Adoption.standing != Standing.DISPUTED


def led() -> ColumnElement[bool]:
    """Organisations that somebody with an open account leads; join Organisation."""
    return exists().where(
        Membership.organisation_id == Organisation.id,
        Membership.role == Role.LEAD,
        Membership.ended_at.is_(None),
        Person.id == Membership.person_id,
        Person.closed_at.is_(None),
    )


def with_mailbox() -> ColumnElement[bool]:
    """Organisations with a team mailbox; join Organisation."""
    return func.coalesce(Organisation.mailbox, "") != ""


def waiting() -> Select[SafetyReceipt]:
    """Receipts of open notices that nobody acknowledged, of adopters whose adoption has not ended."""
    uses = exists().where(
        Adoption.tool_id == SafetyNotice.tool_id,
        Adoption.organisation_id == SafetyReceipt.organisation_id,
        *uses_it(),
    )
    return (
        select(SafetyReceipt)
        .join(SafetyReceipt.notice)
        .where(SafetyNotice.lifted_at.is_(None), SafetyReceipt.acknowledged_at.is_(None), uses)
        .order_by(SafetyReceipt.id)
    )


def waiting_at(organisation_ids: frozenset[int]) -> Sequence[SafetyReceipt]:
    """Those of these organisations, with notice and tool: one statement."""
    found = waiting().where(SafetyReceipt.organisation_id.in_(organisation_ids))
    notice = joinedload(SafetyReceipt.notice)
    options = (notice.joinedload(SafetyNotice.tool), joinedload(SafetyReceipt.organisation))
    return db.session.scalars(found.options(*options).limit(MOST)).all()


def _receipts(organisation_ids: frozenset[int], notice_id: int) -> list[ReceiptRow]:
    found = _rows(notice_id).where(SafetyReceipt.organisation_id.in_(organisation_ids))
    return [ReceiptRow(**row._mapping) for row in db.session.execute(found)]


def _followed(actor: Actor, notice: SafetyNotice) -> list[ReceiptRow]:
    """The adopters whose present adoption the reader may read."""
    shared = exists().where(
        and_(
            Adoption.tool_id == notice.tool_id,
            Adoption.organisation_id == SafetyReceipt.organisation_id,
            Adoption.is_current,
            released_to(actor),
        )
    )
    return [ReceiptRow(**row._mapping) for row in db.session.execute(_rows(notice.id).where(shared).limit(MOST))]


def _rows(notice_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            SafetyReceipt.organisation_id,
            Organisation.slug,
            Organisation.name,
            SafetyReceipt.reached_at,
            SafetyReceipt.acknowledged_at,
            SafetyReceipt.told,
            led().label("led"),
            with_mailbox().label("mailbox"),
        )
        .join(Organisation, Organisation.id == SafetyReceipt.organisation_id)
        .where(SafetyReceipt.notice_id == notice_id)
        .order_by(SafetyReceipt.acknowledged_at.is_not(None), Organisation.name)
    )
