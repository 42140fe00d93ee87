"""Adoptions as a list, page by page, for readers that are programs."""

from collections.abc import Collection

from sqlalchemy import cast, select
from sqlalchemy.orm import contains_eager, selectinload
from sqlalchemy.types import String

from registry.catalogue.models import Tool
from registry.core.paging import SIZE, Page, page_of_rows
from registry.organisations.models import Organisation
from registry.replication.models import Adoption, StageBarrier, StageEvent
from registry.replication.queries.scope import standing_on, visible_to
from registry.rules.lifecycles import Stage
from registry.rules.policy import Actor
from registry.rules.words import Standing


def listed(
    actor: Actor,
    number: int | None = 1,
    size: int = SIZE,
    *,
    tool: str | None = None,
    organisation: str | None = None,
    stages: Collection[Stage] = (),
    standings: Collection[Standing] = (),
) -> Page[Adoption]:
    """A page of current adoptions that the actor may read, by tool and adopter, with their events: five statements.

    `standings` are as they read today, so a confirmed adoption past its expiry is found as unconfirmed.
    """
    statement = (
        select(Adoption)
        .join(Adoption.tool)
        .join(Adoption.organisation)
        .where(visible_to(actor), Adoption.is_current)
        .options(
            contains_eager(Adoption.tool),
            contains_eager(Adoption.organisation),
            selectinload(Adoption.events).selectinload(StageEvent.barriers).joinedload(StageBarrier.barrier),
        )
        .order_by(Tool.name, Organisation.name, Adoption.id)
    )
    if tool is not None:
        statement = statement.where(Tool.slug == tool)
    if organisation is not None:
        statement = statement.where(Organisation.slug == organisation)
    if stages:
        statement = statement.where(Adoption.stage.in_(stages))
    if standings:
        reads = cast(standing_on(), String)
        statement = statement.where(reads.in_([standing.value for standing in standings]))
    return page_of_rows(statement, number, size)
