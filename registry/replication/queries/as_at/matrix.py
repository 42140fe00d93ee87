"""The matrix of a past day: as a grid, as a list and as rows for a file."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, exists, func, select

from registry.catalogue.models import Tool, Version
from registry.catalogue.queries import scope as tools
from registry.core import clock
from registry.core.db import db
from registry.core.paging import Page, bounded
from registry.organisations.models import Organisation
from registry.replication.models import Adoption
from registry.replication.queries.as_at.rows import by_name, detailed, rows_on, run
from registry.replication.queries.as_at.states import standing_then, states
from registry.replication.queries.matrix import BATCH, ROWS, SIZE, Filters, ToolLine, narrowed
from registry.replication.queries.rows import AdoptionRow
from registry.replication.queries.scope import released_to, visible_to
from registry.rules.policy import Actor


def matrix_on(actor: Actor, filters: Filters, day: date, number: int | None = 1, size: int = SIZE) -> Page[ToolLine]:
    """One page of tools with their cells: tools and total in one statement, cells in another."""
    number = bounded(number)
    found: Sequence[Any] = db.session.execute(_tools(actor, filters, day).limit(size).offset((number - 1) * size)).all()
    cells: dict[int, dict[int, AdoptionRow]] = {row.id: {} for row in found}
    if cells:
        for cell in rows_on(actor, day, Adoption.tool_id.in_(cells), *_cells(filters)):
            if _fits(filters, cell):
                cells[cell.tool_id][cell.organisation_id] = cell
    items = [ToolLine(row.id, row.slug, row.name, cells[row.id]) for row in found]
    return Page(items, number, size, found[0].total if found else 0)


def matrix_list_on(
    actor: Actor, filters: Filters, day: date, number: int | None = 1, size: int = ROWS
) -> Page[AdoptionRow]:
    """The same cells as a list, found by their keys first: at most two statements."""
    number = bounded(number)
    if filters.stage or filters.standing:
        found = _fitting(actor, filters, day).order_by(*by_name())
        rows, total = run(found.limit(size).offset((number - 1) * size))
        return Page(rows, number, size, total)
    keys = (
        select(Adoption.id, func.count().over().label("total"))
        .join_from(Adoption, Tool, Tool.id == Adoption.tool_id)
        .join(Organisation, Organisation.id == Adoption.organisation_id)
        .where(visible_to(actor), *standing_then(day), *_cells(filters), *narrowed(filters))
        .order_by(*by_name())
    )
    chosen = db.session.execute(keys.limit(size).offset((number - 1) * size)).all()
    rows = rows_on(actor, day, Adoption.id.in_([row.id for row in chosen]))
    return Page(rows, number, size, chosen[0].total if chosen else 0)


def matrix_rows_on(actor: Actor, filters: Filters, day: date, size: int = BATCH) -> Iterator[AdoptionRow]:
    """Every cell, some hundred tools at a time, for files: memory stays flat."""
    last = 0
    while True:
        found = select(Tool.id).where(tools.visible_to(actor), *narrowed(filters), Tool.id > last)
        ids = db.session.scalars(found.order_by(Tool.id).limit(size)).all()
        if not ids:
            return
        rules = (*_cells(filters), Tool.id.between(ids[0], ids[-1]), *narrowed(filters))
        yield from (cell for cell in rows_on(actor, day, *rules) if _fits(filters, cell))
        last = ids[-1]


def _fitting(actor: Actor, filters: Filters, day: date) -> Select[*tuple[Any, ...]]:
    rules = (visible_to(actor), *standing_then(day), *_cells(filters), *narrowed(filters))
    return detailed(day, *rules, narrowed=lambda state: _asked(filters, state), stage=filters.stage)


def _tools(actor: Actor, filters: Filters, day: date) -> Select[*tuple[Any, ...]]:
    found = (
        select(Tool.id, Tool.slug, Tool.name, func.count().over().label("total"))
        .where(tools.visible_to(actor), *narrowed(filters))
        .order_by(Tool.name, Tool.id)
    )
    asked = filters.stage or filters.standing
    if filters.every and not (asked or filters.region):
        published = exists().where(Version.tool_id == Tool.id, Version.published_at < clock.end_of(day))
        return found.where(Tool.synthetic == filters.example, published.correlate(Tool))
    if asked:
        rules = (visible_to(actor), *standing_then(day), *_cells(filters), *narrowed(filters))
        state = states(day, *rules, stage=filters.stage)
        fitting = select(Adoption.tool_id).join_from(state, Adoption, Adoption.id == state.c.adoption_id)
        return found.where(Tool.id.in_(fitting.where(*_asked(filters, state))))
    named = (
        select(Adoption.id)
        .join(Organisation, Organisation.id == Adoption.organisation_id)
        .where(Adoption.tool_id == Tool.id, released_to(actor), *standing_then(day), *_cells(filters))
        .correlate(Tool)
        .exists()
    )
    return found.where(named)


def _cells(filters: Filters) -> list[ColumnElement[bool]]:
    rules: list[ColumnElement[bool]] = [Adoption.synthetic == filters.example]
    if filters.region:
        rules.append(Organisation.region == filters.region)
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
