"""Records whose owner can no longer speak for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select
from sqlalchemy.orm import joinedload

from registry.accounts.models import Membership, Person
from registry.catalogue.models import Tool, Transfer
from registry.core import clock
from registry.core.db import db
from registry.core.paging import Page, page_of_rows
from registry.organisations.models import Organisation, Succession
from registry.rules.lifecycles import ToolState, TransferState
from registry.rules.policy import Actor, Permission, require
from registry.rules.words import Role

OVER = (ToolState.WITHDRAWN, ToolState.RETIRED)


@dataclass(frozen=True)
class Orphan:
    """A record without an owner who answers for it: why, and what is under way."""

    tool: Tool
    leaderless: bool
    ended_on: date | None  # of the owner
    successors: tuple[str, ...]
    offered_to: str


def is_orphaned(tool: Tool) -> bool:
    """Whether nobody leads the tool's owner, or the owner has ended: one statement."""
    return db.session.scalar(select(Tool.id).join(Tool.owner).where(Tool.id == tool.id, orphaned())) is not None


def orphaned() -> ColumnElement[bool]:
    """Tools, joined to their owner, that nobody answers for; what is held from published sources is claimed instead."""
    return and_(
        Tool.from_sources.is_(False),
        or_(Tool.state.not_in(OVER), Tool.version_id.is_not(None)),
        Tool.state != ToolState.RETIRED,
        or_(not_(_has_lead()), _has_ended()),
    )


def orphans(actor: Actor, number: int | None = 1) -> Page[Tool]:
    """A page of orphaned records, by owner and name. Raises NotAllowed to all but the registrar."""
    require(actor, Permission.ORPHAN_READ)
    statement = (
        select(Tool)
        .join(Tool.owner)
        .where(orphaned())
        .options(joinedload(Tool.owner))
        .order_by(Organisation.name, Tool.name, Tool.id)
    )
    return page_of_rows(statement, number)


def told(page: Page[Tool]) -> list[Orphan]:
    """Why each record of a page is orphaned, and to whom it is offered: three statements for the whole page."""
    owners = {tool.owner_id for tool in page.items}
    led = set(db.session.scalars(select(Organisation.id).where(Organisation.id.in_(owners), _has_lead())))
    followed = _successors(owners)
    offered = _offered([tool.id for tool in page.items])
    today = clock.today()
    return [
        Orphan(
            tool,
            tool.owner_id not in led,
            tool.owner.valid_to if tool.owner.valid_to and tool.owner.valid_to < today else None,
            followed.get(tool.owner_id, ()),
            offered.get(tool.id, ""),
        )
        for tool in page.items
    ]


def _has_lead() -> ColumnElement[bool]:
    return exists(
        select(Membership.id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.organisation_id == Organisation.id,
            Membership.role == Role.LEAD,
            Membership.ended_at.is_(None),
            Person.closed_at.is_(None),
        )
        .correlate(Organisation)
    )


def _has_ended() -> ColumnElement[bool]:
    return and_(Organisation.valid_to.is_not(None), Organisation.valid_to < clock.today())


def _successors(owners: set[int]) -> Mapping[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    rows = db.session.execute(
        select(Succession.predecessor_id, Organisation.name)
        .join(Organisation, Organisation.id == Succession.successor_id)
        .where(Succession.predecessor_id.in_(owners), Succession.undone_at.is_(None))
        .order_by(Organisation.name)
    )
    for row in rows:
        found[row.predecessor_id] = (*found.get(row.predecessor_id, ()), row.name)
    return found


def _offered(tools: list[int]) -> Mapping[int, str]:
    rows = db.session.execute(
        select(Transfer.tool_id, Organisation.name)
        .join(Organisation, Organisation.id == Transfer.to_id)
        .where(
            Transfer.tool_id.in_(tools),
            Transfer.state == TransferState.OFFERED,
            Transfer.expires_at > clock.now(),
        )
    )
    return {row.tool_id: row.name for row in rows}
