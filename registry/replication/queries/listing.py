"""Adoptions as a list, page by page, for readers that are programs."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from registry.catalogue.models import Tool
from registry.core.db import db
from registry.core.paging import SIZE, Page, page_of_rows
from registry.organisations.models import Organisation
from registry.replication.models import Adoption, Barrier, StageBarrier
from registry.replication.queries.rows import AdoptionRow, rows_of, statement
from registry.replication.queries.scope import standing_on, visible_to
from registry.rules.lifecycles import Stage
from registry.rules.policy import Actor
from registry.rules.words import Standing

ORDER = (Tool.name, Tool.id, Organisation.name, Adoption.id)


def listed(
    actor: Actor,
    number: int | None = 1,
    size: int = SIZE,
    *,
    tool: str | None = None,
    organisation: str | None = None,
    stages: Collection[Stage] = (),
    standings: Collection[Standing] = (),
) -> Page[AdoptionRow]:
    """A page of current adoptions that the actor may read, by tool and adopter: four statements.

    `standings` are as they read today, so a confirmed adoption past its expiry is found as unconfirmed. The page is
    found by its keys first: what a row needs besides is looked up for that page alone.
    """
    found = (
        select(Adoption.id)
        .join(Tool, Tool.id == Adoption.tool_id)
        .join(Organisation, Organisation.id == Adoption.organisation_id)
        .where(Adoption.is_current, visible_to(actor))
    )
    if tool is not None:
        found = found.where(Tool.slug == tool)
    if organisation is not None:
        found = found.where(Organisation.slug == organisation)
    if stages:
        found = found.where(Adoption.stage.in_(stages))
    if standings:
        found = found.where(standing_on().in_([standing.value for standing in standings]))
    page = page_of_rows(found.order_by(*ORDER), number, size)
    chosen = statement(actor).where(Adoption.id.in_(page.items))
    rows = {row.id: row for row in rows_of(actor, chosen)} if page.items else {}
    return page.of([rows[key] for key in page.items])


def barrier_codes(step_ids: Sequence[int]) -> dict[int, list[str]]:
    """The codes of the barriers named on each step: one statement."""
    found: dict[int, list[str]] = {}
    for step_id, code in db.session.execute(
        select(StageBarrier.stage_event_id, Barrier.code)
        .join(Barrier, Barrier.id == StageBarrier.barrier_id)
        .where(StageBarrier.stage_event_id.in_(step_ids))
        .order_by(Barrier.position)
    ):
        found.setdefault(step_id, []).append(code)
    return found
