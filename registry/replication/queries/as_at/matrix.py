"""The matrix of a past day: as a grid, as a list and as rows for a file."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, exists, func, select

from registry.catalogue.models import Tool, Version
from registry.catalogue.queries import scope as tools
from registry.core import clock
from registry.core.db import db
from registry.core.paging import Page, page_of_counted
from registry.organisations.models import Organisation
from registry.replication.models import Adoption
from registry.replication.queries.as_at.rows import rows_on
from registry.replication.queries.as_at.states import present_then, standing_then, states
from registry.replication.queries.matrix import (
    BATCH,
    ROWS,
    SIZE,
    Filters,
    ToolLine,
    arranged,
    in_batches,
    in_region,
    narrowed,
)
from registry.replication.queries.order import OF_CELLS, in_order
from registry.replication.queries.rows import AdoptionRow
from registry.replication.queries.scope import released_to, visible_to
from registry.rules.policy import Actor


def matrix_on(actor: Actor, filters: Filters, day: date, number: int | None = 1, size: int = SIZE) -> Page[ToolLine]:
    """One page of tools with their cells: tools and total in one statement, cells in another."""
    page = page_of_counted(_tools(actor, filters, day), number, size)
    cells: dict[int, dict[int, AdoptionRow]] = {row.id: {} for row in page.items}
    if cells:
        for cell in rows_on(actor, day, Adoption.tool_id.in_(cells), *_cells(filters)):
            if _fits(filters, cell):
                cells[cell.tool_id][cell.organisation_id] = cell
    return page.of([ToolLine(row.id, row.slug, row.name, cells[row.id], row.goes_by) for row in page.items])


def matrix_list_on(
    actor: Actor, filters: Filters, day: date, number: int | None = 1, size: int = ROWS
) -> Page[AdoptionRow]:
    """The same cells as a list, found by their keys first: at most two statements."""
    found = select(Adoption.id, func.count().over().label("total"))
    if filters.stage or filters.standing:
        state = _states(actor, filters, day)
        found = found.join_from(state, Adoption, Adoption.id == state.c.adoption_id).where(*_asked(filters, state))
    else:
        rules = (visible_to(actor), *standing_then(day), *_cells(filters), *narrowed(filters))
        found = found.select_from(Adoption).where(*rules)
    found = found.join(Tool, Tool.id == Adoption.tool_id).join(
        Organisation, Organisation.id == Adoption.organisation_id
    )
    stands = _stands(actor, filters, day) if filters.order in OF_CELLS else None
    keys = in_order(found, filters.order, stands).order_by(Organisation.name, Adoption.id)
    page = page_of_counted(keys, number, size)
    chosen = Adoption.id.in_([key.id for key in page.items])
    rows = {row.id: row for row in rows_on(actor, day, chosen)} if page.items else {}
    return page.of([rows[key.id] for key in page.items if key.id in rows])


def matrix_rows_on(actor: Actor, filters: Filters, day: date, size: int = BATCH) -> Iterator[AdoptionRow]:
    """Every cell in the order of the page, many tools at a time, for files: memory stays flat."""
    ids = db.session.scalars(_tools(actor, replace(filters, every=False), day).with_only_columns(Tool.id)).all()
    for some in in_batches(ids, size):
        found = rows_on(actor, day, Adoption.tool_id.in_(some), *_cells(filters))
        yield from arranged(some, [cell for cell in found if _fits(filters, cell)])


def _tools(actor: Actor, filters: Filters, day: date) -> Select[*tuple[Any, ...]]:
    found = select(Tool.id, Tool.slug, Tool.name, func.count().over().label("total"))
    found = found.where(tools.visible_to(actor), *narrowed(filters))
    stands = _stands(actor, filters, day)
    if filters.all_tools:
        published = exists().where(Version.tool_id == Tool.id, Version.published_at < clock.end_of(day))
        found = found.where(Tool.synthetic == filters.example, published.correlate(Tool))
    elif filters.order in OF_CELLS:
        return in_order(found, filters.order, stands)
    elif filters.stage or filters.standing:
        found = found.where(Tool.id.in_(select(stands.subquery().c.tool_id)))
    else:
        shown = (Adoption.tool_id == Tool.id, released_to(actor), *standing_then(day), *_cells(filters))
        found = found.where(select(Adoption.id).where(*shown).correlate(Tool).exists())
    return in_order(found, filters.order, stands if filters.order in OF_CELLS else None, every=True)


def _stands(actor: Actor, filters: Filters, day: date) -> Select[*tuple[Any, ...]]:
    """Where the shown adoptions stood."""
    state = _states(actor, filters, day)
    columns = (Adoption.tool_id, state.c.stage, state.c.standing, state.c.since)
    return (
        select(*columns).join_from(state, Adoption, Adoption.id == state.c.adoption_id).where(*_asked(filters, state))
    )


def _states(actor: Actor, filters: Filters, day: date) -> Subquery:
    rules = (visible_to(actor), *present_then(day), *_cells(filters), *narrowed(filters))
    return states(day, *rules, stage=filters.stage, whole=not (filters.text or filters.category))


def _cells(filters: Filters) -> list[ColumnElement[bool]]:
    rules: list[ColumnElement[bool]] = [Adoption.synthetic == filters.example]
    if filters.region:
        rules.append(in_region(filters.region))
    return rules


def _asked(filters: Filters, state: Subquery) -> list[ColumnElement[bool]]:
    rules: list[ColumnElement[bool]] = []
    if filters.stage:
        rules.append(state.c.stage == filters.stage)
    if filters.standing:
        rules.append(state.c.standing == filters.standing.value)
    return [and_(*rules)] if rules else []


def _fits(filters: Filters, cell: AdoptionRow) -> bool:
    return filters.stage in (None, cell.stage) and filters.standing in (None, cell.standing)
