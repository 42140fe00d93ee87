"""The matrix: tools by forces, as a grid, as a list and as rows for a file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from registry.catalogue.models import Tool
from registry.catalogue.queries import scope as tools
from registry.core.db import db
from registry.core.paging import Page, page_of_counted
from registry.organisations.models import Organisation
from registry.replication.models import Adoption
from registry.replication.queries.order import OF_CELLS, Order, in_order
from registry.replication.queries.rows import AdoptionRow, file_rows, rows_of, statement
from registry.replication.queries.scope import released_to, standing_on, visible_to
from registry.rules.lifecycles import Stage
from registry.rules.policy import Actor
from registry.rules.words import Precision, Standing

SIZE = 50
ROWS = 100
BATCH = 1_000  # tools of a file that are read at once


@dataclass(frozen=True)
class Filters:
    """What the matrix is narrowed to, and its order."""

    text: str = ""
    category: str = ""
    stage: Stage | None = None
    standing: Standing | None = None
    region: str = ""
    every: bool = False  # also tools that no source and no force names
    example: bool = False  # the invented organisations instead of the real ones
    order: Order = Order.NAME

    @property
    def all_tools(self) -> bool:
        """Whether tools are shown that no adoption is; whoever asks for some adoptions asks for their tools."""
        return self.every and not (self.stage or self.standing or self.region)


@dataclass(frozen=True)
class ToolLine:
    """A row of the matrix: the tool and its cells by organisation."""

    id: int
    slug: str
    name: str
    cells: Mapping[int, AdoptionRow] = field(default_factory=dict)
    goes_by: int | date | None = None  # what the order goes by, where that is not the name

    @property
    def precision(self) -> Precision:
        """How exactly the day that the order goes by is known."""
        known = (cell.precision for cell in self.cells.values() if cell.since == self.goes_by)
        return next(known, None) or Precision.DAY


def matrix(actor: Actor, filters: Filters, number: int | None = 1, size: int = SIZE) -> Page[ToolLine]:
    """One page of tools with their cells: tools and total in one statement, cells in another."""
    page = page_of_counted(_tools(actor, filters), number, size)
    cells: dict[int, dict[int, AdoptionRow]] = {row.id: {} for row in page.items}
    if cells:
        wanted = statement(actor).where(Adoption.tool_id.in_(cells), *_cells(filters))
        for cell in rows_of(actor, wanted, details=False):
            cells[cell.tool_id][cell.organisation_id] = cell
    return page.of([ToolLine(row.id, row.slug, row.name, cells[row.id], row.goes_by) for row in page.items])


def matrix_list(actor: Actor, filters: Filters, number: int | None = 1, size: int = ROWS) -> Page[AdoptionRow]:
    """The same cells as a list, with the words of each source, found by their keys first: at most two statements."""
    found = (
        select(Adoption.id, func.count().over().label("total"))
        .join_from(Adoption, Tool, Tool.id == Adoption.tool_id)
        .join(Organisation, Organisation.id == Adoption.organisation_id)
        .where(Adoption.is_current, visible_to(actor), *_cells(filters), *narrowed(filters))
    )
    ordered = in_order(found, filters.order, _stands(actor, filters)).order_by(Organisation.name, Adoption.id)
    page = page_of_counted(ordered, number, size)
    wanted = statement(actor).where(Adoption.id.in_([key.id for key in page.items]))
    rows = {row.id: row for row in rows_of(actor, wanted, details=False)} if page.items else {}
    return page.of([rows[key.id] for key in page.items if key.id in rows])


def matrix_rows(actor: Actor, filters: Filters, size: int = BATCH) -> Iterator[Any]:
    """Every cell in the order of the page, many tools at a time, for files: memory stays flat."""
    ids = db.session.scalars(_tools(actor, replace(filters, every=False)).with_only_columns(Tool.id)).all()
    for some in in_batches(ids, size):
        yield from arranged(some, file_rows(actor, Adoption.tool_id.in_(some), *_cells(filters)))


def in_batches(ids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """The numbers, so many at a time."""
    return (ids[start : start + size] for start in range(0, len(ids), size))


def arranged(tool_ids: Sequence[int], rows: Sequence[Any]) -> list[Any]:
    """The rows in the order of their tools; those of one tool stay as they come."""
    place = {tool_id: number for number, tool_id in enumerate(tool_ids)}
    return sorted(rows, key=lambda row: place[row.tool_id])


def _tools(actor: Actor, filters: Filters) -> Select[*tuple[Any, ...]]:
    found = select(Tool.id, Tool.slug, Tool.name, func.count().over().label("total"))
    found = found.where(tools.visible_to(actor), *narrowed(filters))
    stands = _stands(actor, filters)
    if filters.all_tools:
        found = found.where(Tool.synthetic == filters.example)
    elif stands is None:
        named = select(Adoption.id).where(Adoption.tool_id == Tool.id, *_shown(actor, filters))
        found = found.where(named.correlate(Tool).exists())
    return in_order(found, filters.order, stands, every=filters.all_tools)


def _stands(actor: Actor, filters: Filters) -> Select[*tuple[Any, ...]] | None:
    """Where the shown adoptions stand, for an order that goes by them."""
    columns = (Adoption.tool_id, Adoption.stage, standing_on().label("standing"), Adoption.since)
    return select(*columns).where(*_shown(actor, filters)) if filters.order in OF_CELLS else None


def _shown(actor: Actor, filters: Filters) -> list[Any]:
    return [Adoption.is_current, released_to(actor), *_cells(filters)]


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
        rules.append(in_region(filters.region))
    return rules


def in_region(region: str) -> ColumnElement[bool]:
    """Adoptions of the organisations of a region."""
    return Adoption.organisation_id.in_(select(Organisation.id).where(Organisation.region == region))
