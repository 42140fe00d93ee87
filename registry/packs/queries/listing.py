"""The packs of the actor's own organisations, as a list for readers that are programs."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from registry.catalogue.models import Tool
from registry.catalogue.queries import scope
from registry.core.paging import SIZE, Page, page_of_rows
from registry.packs.models import AdoptionPack
from registry.rules.policy import Actor


def own_packs(actor: Actor, number: int, size: int = SIZE, tool: str = "") -> Page[AdoptionPack]:
    """The present packs for tools that the actor may read, by tool: two statements."""
    found = (
        select(AdoptionPack)
        .join(AdoptionPack.tool)
        .where(
            AdoptionPack.organisation_id.in_(actor.organisations),
            AdoptionPack.ended_at.is_(None),
            scope.visible_to(actor),
        )
        .options(joinedload(AdoptionPack.tool), joinedload(AdoptionPack.version), joinedload(AdoptionPack.organisation))
        .order_by(Tool.name, AdoptionPack.id)
    )
    return page_of_rows(found.where(Tool.slug == tool) if tool else found, number, size)
