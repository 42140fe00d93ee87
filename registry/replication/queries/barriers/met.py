"""The barriers of one organisation with one tool, and who got past a barrier."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import joinedload

from registry.catalogue.models import Tool
from registry.catalogue.queries.tools import tool as readable_tool
from registry.core.db import db
from registry.core.errors import NotFound
from registry.organisations.models import Organisation
from registry.replication.models import Adoption, Barrier, BarrierMet
from registry.replication.queries.barriers.rows import BarrierRow, Filters, rows
from registry.replication.queries.scope import visible_to
from registry.rules.policy import Actor
from registry.rules.words import OrganisationKind

SHOWN = 200


@dataclass(frozen=True)
class Past:
    """One barrier, or all of one tool: who met it, and who of them got past."""

    barrier: Barrier | None
    tool: Tool | None
    rows: Sequence[BarrierRow]

    @property
    def past(self) -> list[BarrierRow]:
        """Those that got past it."""
        return [row for row in self.rows if row.passed]

    @property
    def before(self) -> list[BarrierRow]:
        """Those that have not, as far as they say."""
        return [row for row in self.rows if not row.passed]


def past_barrier(actor: Actor, code: str, example: bool) -> Past:
    """Who met a barrier anywhere. Raises NotFound for an unknown one."""
    barrier = db.session.scalar(select(Barrier).where(Barrier.code == code))
    if barrier is None:
        raise NotFound("No such barrier.")
    return Past(barrier, None, rows(actor, Filters(barrier=code, example=example), SHOWN))


def past_with_tool(actor: Actor, slug: str) -> Past:
    """Who met which barrier with a tool. Raises as the tool's page does."""
    tool = readable_tool(actor, slug)
    return Past(None, tool, rows(actor, Filters(tool_ids=(tool.id,), example=tool.synthetic), SHOWN))


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
