"""The national matrix as its page, its list and its file need it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, islice

from registry.catalogue.queries.terms import terms
from registry.core.errors import Invalid
from registry.core.paging import Page
from registry.organisations.models import Organisation
from registry.replication.queries import as_at
from registry.replication.queries.counts import Counts, tally
from registry.replication.queries.forces import forces
from registry.replication.queries.matrix import Filters, ToolLine, matrix, matrix_list, matrix_rows
from registry.replication.queries.order import Order
from registry.replication.queries.rows import AdoptionRow, in_files
from registry.rules.lifecycles import EXITS, PATH, Stage
from registry.rules.policy import Actor
from registry.rules.words import Standing, label

REGIONS = {"Yorkshire and the Humber": "Yorks, Humber"}  # as they fit above few columns
ENDINGS = (" Police Service", " Constabulary", " Police")
STAGES = (*PATH, *EXITS, Stage.STAGE_NOT_STATED)
MOST = 25_000  # adoptions in a workbook


@dataclass(frozen=True)
class Column:
    """A force as a column: its short name, and whether a region begins with it."""

    id: int
    name: str
    edge: bool


@dataclass(frozen=True)
class Matrix:
    """One page of the matrix."""

    filters: Filters
    lines: Page[ToolLine]
    columns: Sequence[Column]
    regions: Sequence[tuple[str, int]]  # each with how many columns it spans
    counts: Counts
    others: int  # shown adoptions of organisations that are no column
    categories: Mapping[str, str]
    every_region: Sequence[str]
    day: date | None = None  # as it stood then

    @property
    def rows(self) -> list[AdoptionRow]:
        """The cells of this page as a list."""
        return [cell for line in self.lines.items for cell in line.cells.values()]

    @property
    def named(self) -> int:
        """Cells that name a force without a stage: shown, never counted."""
        return sum(1 for row in self.rows if row.stage is Stage.STAGE_NOT_STATED)


@dataclass(frozen=True)
class MatrixList:
    """One page of the matrix as a list."""

    filters: Filters
    page: Page[AdoptionRow]
    day: date | None = None


def filters_from(asked: Mapping[str, str], *, example: bool) -> Filters:
    """The filters and the order of an address; what is none is left out, and `order_refused` says so of the order."""
    return Filters(
        text=asked.get("q", "").strip()[:100],
        category=asked.get("category", "")[:60],
        stage=Stage(asked["stage"]) if asked.get("stage") in STAGES else None,
        standing=Standing(asked["standing"]) if asked.get("standing") in set(Standing) else None,
        region=asked.get("region", "")[:60],
        every=asked.get("tools") == "all",
        example=example,
        order=Order.NAME if order_refused(asked) else Order(asked.get("sort") or Order.NAME),
    )


def order_refused(asked: Mapping[str, str]) -> str | None:
    """Why the matrix is not in the order that an address asks for, if it is not."""
    order = asked.get("sort") or Order.NAME
    if order not in set(Order):
        return "The matrix has no such order, so the tools are by name."
    if order == Order.LEVEL and asked.get("on", "").strip():
        return "The replication level of a past day stands on the scorecard of each tool; here the tools are by name."
    return None


def national_matrix(actor: Actor, filters: Filters, number: int | None, day: date | None = None) -> Matrix:
    """Forces, tools, cells and categories, of today or of a past day: four statements.

    A force outside England and Wales is a column only where it has a cell.
    """
    here = forces(example=filters.example, day=day)
    lines = as_at.matrix_on(actor, filters, day, number) if day else matrix(actor, filters, number)
    cells = [cell for line in lines.items for cell in line.cells.values()]
    shown = {cell.organisation_id for cell in cells}
    chosen = [
        force
        for force in here
        if (force.territorial or force.id in shown) and (not filters.region or force.region == filters.region)
    ]
    known = {force.id for force in chosen}
    regions = [(region, list(group)) for region, group in groupby(chosen, key=_region)]
    return Matrix(
        filters,
        lines,
        [Column(force.id, short(force.name), n == 0) for _, group in regions for n, force in enumerate(group)],
        [(region, len(group)) for region, group in regions],
        tally((cell.stage, cell.standing) for cell in cells),
        sum(1 for cell in cells if cell.organisation_id not in known),
        terms().get("category", {}),
        sorted({force.region for force in here if force.region}),
        day,
    )


def national_list(actor: Actor, filters: Filters, number: int | None, day: date | None = None) -> MatrixList:
    """The same cells as a list: two statements."""
    page = as_at.matrix_list_on(actor, filters, day, number) if day else matrix_list(actor, filters, number)
    return MatrixList(filters, page, day)


def matrix_lines(actor: Actor, filters: Filters, day: date | None = None) -> Iterator[tuple[str, ...]]:
    """Every adoption that the actor may read under these filters, a row each beneath the names of the columns."""
    yield tuple(in_files())
    if day is None:
        yield from (row[1:] for row in matrix_rows(actor, filters))
    else:
        yield from map(_line, as_at.matrix_rows_on(actor, filters, day))


def matrix_sheet(actor: Actor, filters: Filters, day: date | None = None) -> list[tuple[str, ...]]:
    """The same for a workbook. Raises Invalid where there is more than a workbook of this register holds."""
    rows = list(islice(matrix_lines(actor, filters, day), MOST + 2))
    if len(rows) > MOST + 1:
        raise Invalid(
            f"A workbook holds {MOST:,} adoptions here, and there are more. Narrow the filters, or download the CSV, which holds all."
        )
    return rows


def short(name: str) -> str:
    """A force's name without the words that most share."""
    return next((name.removesuffix(ending) for ending in ENDINGS if name.endswith(ending)), name)


def stage_choices() -> list[tuple[str, str]]:
    """The stages to filter by."""
    return [(stage.value, label(stage)) for stage in STAGES]


def _line(row: AdoptionRow) -> tuple[str, ...]:
    return (
        row.tool_slug,
        row.tool_name,
        row.organisation_slug,
        row.organisation_name,
        row.region or "",
        row.stage,
        row.standing,
        row.since.isoformat() if row.since else "",
        row.precision or "",
        row.expires_on.isoformat() if row.expires_on else "",
        "yes" if row.unmet else "",
        row.source_words or "",
        row.source or "",
        row.source_url or "",
        "yes" if row.synthetic else "",
    )


def _region(force: Organisation) -> str:
    region = force.region or "Elsewhere"
    return REGIONS.get(region, region) if force.territorial else "Others"
