"""The barriers of one organisation with one tool, and who got past a barrier."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import joinedload

from registry.catalogue.models import Tool
from registry.catalogue.queries.tools import tool as readable_tool
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.paging import Page
from registry.organisations.models import Organisation
from registry.replication.models import Adoption, Barrier, BarrierMet
from registry.replication.queries.barriers.rows import BarrierRow, Filters, page_of_barriers
from registry.replication.queries.scope import visible_to
from registry.rules.policy import Actor
from registry.rules.words import OrganisationKind

SIZE = 50
SHOWN = 200  # open barriers in a work list


@dataclass(frozen=True)
class Past:
    """One barrier, or all of one tool: who got past, and who has not, as far as they say; a page of each."""

    barrier: Barrier | None
    tool: Tool | None
    past: Page[BarrierRow]
    before: Page[BarrierRow]

    @property
    def total(self) -> int:
        """How often it was named, past or not."""
        return self.past.total + self.before.total


@dataclass(frozen=True)
class Asked:
    """Which page of those that got past is read, and which of the others."""

    past: int | None = 1
    before: int | None = 1


def past_barrier(actor: Actor, code: str, example: bool, asked: Asked = Asked()) -> Past:
    """Who met a barrier anywhere: three statements. Raises NotFound for an unknown one."""
    barrier = db.session.scalar(select(Barrier).where(Barrier.code == code))
    if barrier is None:
        raise NotFound("No such barrier.")
    return Past(barrier, None, *_pages(actor, Filters(barrier=code, example=example), asked))


def past_with_tool(actor: Actor, slug: str, asked: Asked = Asked()) -> Past:
    """Who met which barrier with a tool. Raises as the tool's page does."""
    tool = readable_tool(actor, slug)
    return Past(None, tool, *_pages(actor, Filters(tool_ids=(tool.id,), example=tool.synthetic), asked))


def met_at(actor: Actor, tool_id: int, organisation_id: int) -> Sequence[BarrierMet]:
    """The barriers that an organisation named on the way with a tool, open ones first: one statement."""
    return db.session.scalars(
        _met(actor)
        .where(BarrierMet.tool_id == tool_id, BarrierMet.organisation_id == organisation_id)
        .order_by(BarrierMet.resolved_at.is_not(None), BarrierMet.opened_on, BarrierMet.id)
    ).all()


def met(actor: Actor, met_id: int) -> BarrierMet:
    """One of them. Raises NotFound for one that the actor may not know of."""
    found = db.session.scalar(_met(actor).where(BarrierMet.id == met_id))
    if found is None:
        raise NotFound("No such barrier, or it is not shared with you.")
    return found


def falls_to(actor: Actor, organisation_ids: frozenset[int]) -> Sequence[BarrierMet]:
    """Open barriers that one of these organisations sees to: its own that nobody else has, and those given to it."""
    mine = or_(
        BarrierMet.owner_id.in_(organisation_ids),
        and_(BarrierMet.owner_id.is_(None), BarrierMet.organisation_id.in_(organisation_ids)),
    )
    found = _met(actor).where(mine, BarrierMet.resolved_at.is_(None))
    return db.session.scalars(found.order_by(BarrierMet.opened_on, BarrierMet.id).limit(SHOWN)).all()


def owners(example: bool) -> list[tuple[str, str]]:
    """The organisations that may see to a barrier, by name."""
    found = select(Organisation.slug, Organisation.name).where(
        Organisation.synthetic == example,
        Organisation.valid_to.is_(None),
        Organisation.kind != OrganisationKind.ACADEMIC,
    )
    return [(row.slug, row.name) for row in db.session.execute(found.order_by(Organisation.name))]


def _pages(actor: Actor, filters: Filters, asked: Asked) -> tuple[Page[BarrierRow], Page[BarrierRow]]:
    return (
        page_of_barriers(actor, asked.past, SIZE, replace(filters, passed=True)),
        page_of_barriers(actor, asked.before, SIZE, replace(filters, passed=False)),
    )


def _met(actor: Actor) -> Select[BarrierMet]:
    return (
        select(BarrierMet)
        .join(
            Adoption,
            and_(
                Adoption.tool_id == BarrierMet.tool_id,
                Adoption.organisation_id == BarrierMet.organisation_id,
                Adoption.is_current,
            ),
        )
        .join(Tool, Tool.id == Adoption.tool_id)
        .where(visible_to(actor))
        .options(
            joinedload(BarrierMet.barrier),
            joinedload(BarrierMet.tool),
            joinedload(BarrierMet.organisation),
            joinedload(BarrierMet.owner),
        )
    )
