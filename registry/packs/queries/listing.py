"""The packs of the actor's own organisations: as a list for programs, behind one tool, and those that wait to be signed."""

from collections.abc import Collection, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from registry.catalogue.models import Tool
from registry.catalogue.queries import scope
from registry.core.db import db
from registry.core.paging import SIZE, Page, page_of_rows
from registry.packs.models import AdoptionPack
from registry.rules.policy import Actor


def own_packs(actor: Actor, number: int, size: int = SIZE, tool: str = "") -> Page[AdoptionPack]:
    """The present packs for tools that the actor may read, by tool: two statements."""
    found = _present(actor, actor.organisations).options(joinedload(AdoptionPack.version)).order_by(Tool.name)
    return page_of_rows(found.order_by(AdoptionPack.id).where(*([Tool.slug == tool] if tool else [])), number, size)


def packs_for(actor: Actor, tool_id: int) -> Sequence[AdoptionPack]:
    """What the actor's organisations have made of a tool, by name: one statement, none for who belongs to none."""
    if not actor.organisations:
        return ()
    found = _present(actor, actor.organisations).where(AdoptionPack.tool_id == tool_id)
    return sorted(db.session.scalars(found), key=lambda row: row.organisation.name)


def to_sign(actor: Actor, at: Collection[int], size: int = SIZE) -> Page[AdoptionPack]:
    """The packs of these organisations, of the actor's own, that nobody signed yet, the oldest first: two statements."""
    found = _present(actor, actor.organisations & frozenset(at)).where(AdoptionPack.signed_at.is_(None))
    return page_of_rows(found.order_by(AdoptionPack.made_at, AdoptionPack.id), 1, size)


def _present(actor: Actor, at: Collection[int]) -> Select[AdoptionPack]:
    """Packs that no newer one replaced, for tools that the actor may read."""
    return (
        select(AdoptionPack)
        .join(AdoptionPack.tool)
        .where(AdoptionPack.organisation_id.in_(at), AdoptionPack.ended_at.is_(None), scope.visible_to(actor))
        .options(joinedload(AdoptionPack.tool), joinedload(AdoptionPack.organisation))
    )
