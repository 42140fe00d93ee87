"""The matrix: tools by forces, as a grid, as a list and as rows for a file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from registry.catalogue.models import Tool
from registry.catalogue.queries import scope as tools
from registry.core.db import db
from registry.core.paging import Page, bounded
from registry.organisations.models import Organisation
from registry.replication.models import Adoption
from registry.replication.queries.rows import AdoptionRow, counted_rows, rows_of, statement
from registry.replication.queries.scope import released_to, standing_on
from registry.rules.lifecycles import Stage
from registry.rules.policy import Actor
from registry.rules.words import Standing

SIZE = 50
ROWS = 100
BATCH = 10_000


@dataclass(frozen=True)
class Filters:
    """What the matrix is narrowed to."""

    text: str = ""
    category: str = ""
    stage: Stage | None = None
    standing: Standing | None = None
    region: str = ""
    every: bool = False  # also tools that no source and no force names
    example: bool = False  # the invented organisations instead of the real ones


@dataclass(frozen=True)
class ToolLine:
    """A row of the matrix: the tool and its cells by organisation."""

    id: int
    slug: str
    name: str
    cells: Mapping[int, AdoptionRow] = field(default_factory=dict)


def matrix(actor: Actor, filters: Filters, number: int | None = 1, size: int = SIZE) -> Page[ToolLine]:
    """One page of tools with their cells: tools and total in one statement, cells in another."""
    number = bounded(number)
    found: Sequence[Any] = db.session.execute(_tools(actor, filters).limit(size).offset((number - 1) * size)).all()
    lines = {row.id: ToolLine(row.id, row.slug, row.name, {}) for row in found}
    cells: dict[int, dict[int, AdoptionRow]] = {tool_id: {} for tool_id in lines}
    if lines:
        wanted = statement(actor).where(Adoption.tool_id.in_(lines), *_cells(filters))
        for cell in rows_of(actor, wanted, details=False):
            cells[cell.tool_id][cell.organisation_id] = cell
    items = [ToolLine(line.id, line.slug, line.name, cells[line.id]) for line in lines.values()]
    return Page(items, number, size, found[0].total if found else 0)


def matrix_list(actor: Actor, filters: Filters, number: int | None = 1, size: int = ROWS) -> Page[AdoptionRow]:
    """The same cells as a list, with the words of each source: one statement."""
    number = bounded(number)
    found = statement(actor).where(*_cells(filters), *narrowed(filters))
    order = (Tool.name, Tool.id, Organisation.name, Adoption.id)
    rows, total = counted_rows(actor, found.limit(size).offset((number - 1) * size), *order, details=False)
    return Page(rows, number, size, total)


def matrix_rows(actor: Actor, filters: Filters, size: int = BATCH) -> Iterator[AdoptionRow]:
    """Every cell, batch by batch, for files: memory stays flat."""
    tool_id = adoption_id = 0
    while True:
        after = (Adoption.tool_id > tool_id) | and_(Adoption.tool_id == tool_id, Adoption.id > adoption_id)
        found = statement(actor).where(*_cells(filters), *narrowed(filters), after)
        batch = rows_of(actor, found.limit(size), Adoption.tool_id, Adoption.id, details=False)
        yield from batch
        if len(batch) < size:
            return
        tool_id, adoption_id = batch[-1].tool_id, batch[-1].id


def _tools(actor: Actor, filters: Filters) -> Select[*tuple[Any, ...]]:
    found = (
        select(Tool.id, Tool.slug, Tool.name, func.count().over().label("total"))
        .where(tools.visible_to(actor), *narrowed(filters))
        .order_by(Tool.name, Tool.id)
    )
    if filters.every and not (filters.stage or filters.standing or filters.region):
        return found.where(Tool.synthetic == filters.example)
    named = (
        select(Adoption.id)
        .join(Organisation, Organisation.id == Adoption.organisation_id)
        .where(Adoption.tool_id == Tool.id, Adoption.is_current, released_to(actor), *_cells(filters))
        .correlate(Tool)
        .exists()
    )
    return found.where(named)


def narrowed(filters: Filters) -> list[ColumnElement[bool]]:
    """The filters on tools."""
    rules: list[ColumnElement[bool]] = []
    if filters.text:
        rules.append(Tool.name.icontains(filters.text, autoescape=True))
    if filters.category:
        rules.append(Tool.category == filters.category)
    return rules


def _cells(filters: Filters) -> list[ColumnElement[bool]]:
    rules: list[ColumnElement[bool]] = [Adoption.synthetic == filters.example]
    if filters.stage:
        rules.append(Adoption.stage == filters.stage)
    if filters.standing:
        rules.append(standing_on() == filters.standing.value)
    if filters.region:
        rules.append(Organisation.region == filters.region)
    return rules
