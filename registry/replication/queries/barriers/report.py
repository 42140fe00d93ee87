"""The national report: how often each barrier is named, by kind of tool, region and year. Its sums are sums of its rows."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import case, func, select

from registry.catalogue.models import Term
from registry.core.db import db
from registry.organisations.models import Organisation
from registry.replication.models import Barrier
from registry.replication.queries.barriers.rows import ON_THE_WAY, STAGES, BarrierRow, Filters, every_row, named
from registry.rules.policy import Actor

YEARS = 8  # that are drawn, and have a column of their own
HEAD = (
    "barrier",
    "barrier_name",
    "named_at",
    "day",
    "tool",
    "tool_name",
    "category",
    "organisation",
    "organisation_name",
    "region",
    "got_past",
    "got_past_on",
    "how",
)


@dataclass(frozen=True)
class Tally:
    """How often one barrier is named, by where and in which year it was named."""

    code: str
    label: str
    definition: str
    by_place: Mapping[str, int]
    passed: int
    by_year: Mapping[int | None, int]  # none where it is not dated

    @property
    def dated(self) -> list[tuple[int | None, int]]:
        """The years in which it was named, with how often."""
        return sorted(self.by_year.items(), key=lambda pair: pair[0] or 0)

    @property
    def total(self) -> int:
        """In all."""
        return sum(self.by_place.values())


@dataclass(frozen=True)
class Part:
    """How often barriers are named in one kind of tool, region or year, and how many of them were got past."""

    key: str  # what an address asks for it by
    label: str
    total: int
    passed: int


@dataclass(frozen=True)
class Report:
    """The whole page: all tables are sums of the same rows."""

    filters: Filters
    barriers: Sequence[Tally]
    by_category: Sequence[Part]
    by_region: Sequence[Part]
    by_year: Sequence[Part]
    categories: Mapping[str, str]
    regions: Sequence[str]

    @property
    def total(self) -> int:
        """All that was named."""
        return sum(row.total for row in self.barriers)

    @property
    def years(self) -> list[int]:
        """The newest of the years in which something was named, without a gap between them."""
        dated = [int(part.key) for part in self.by_year if part.key]
        return list(range(max(min(dated), max(dated) - YEARS + 1), max(dated) + 1)) if dated else []

    def before(self, row: Tally) -> int:
        """How often it was named before these years."""
        return sum(number for year, number in row.by_year.items() if year and year < self.years[0])


def report(actor: Actor, filters: Filters) -> Report:
    """Counts of what the reader may read: four statements, however much there is."""
    every = named(actor, filters)
    counted: Sequence[Any] = db.session.execute(
        select(
            every.c.barrier_id,
            every.c.named_at,
            every.c.category,
            every.c.region,
            every.c.year,
            func.count().label("number"),
            func.sum(case((every.c.passed, 1), else_=0)).label("passed"),
        ).group_by(every.c.barrier_id, every.c.named_at, every.c.category, every.c.region, every.c.year)
    ).all()
    known = db.session.scalars(select(Barrier).order_by(Barrier.position)).all()
    terms = db.session.execute(
        select(Term.code, Term.label).where(Term.vocabulary == "category").order_by(Term.position)
    )
    labels = {row.code: row.label for row in terms}
    regions = select(Organisation.region).where(
        Organisation.region.is_not(None), Organisation.synthetic == filters.example
    )
    return Report(
        filters,
        [_tally(barrier, [row for row in counted if row.barrier_id == barrier.id]) for barrier in known],
        _parts(counted, lambda row: row.category or "", labels),
        _parts(counted, lambda row: row.region or ""),
        sorted(_parts(counted, lambda row: str(int(row.year)) if row.year else ""), key=lambda part: part.key),
        labels,
        sorted(name for name in db.session.scalars(regions.distinct()) if name),
    )


def report_lines(actor: Actor, filters: Filters) -> Iterator[tuple[str, ...]]:
    """Every row behind the counts, for a file, beneath the names of the columns: one statement, some rows at a time."""
    yield HEAD
    for row in every_row(actor, filters):
        yield _values(row)


def _tally(barrier: Barrier, found: Sequence[Any]) -> Tally:
    places = {place: sum(row.number for row in found if row.named_at == place) for place in (ON_THE_WAY, *STAGES)}
    years: Counter[int | None] = Counter()
    for row in found:
        years[int(row.year) if row.year else None] += row.number
    passed = sum(int(row.passed or 0) for row in found)
    return Tally(barrier.code, barrier.label, barrier.definition, places, passed, years)


def _parts(
    counted: Sequence[Any], key: Callable[[Any], str], labels: Mapping[str, str] = MappingProxyType({})
) -> list[Part]:
    """The sums of the counts by a key, the most often named first."""
    totals: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    for row in counted:
        totals[key(row)] += row.number
        passed[key(row)] += int(row.passed or 0)
    found = [Part(code, labels.get(code, code), number, passed[code]) for code, number in totals.items()]
    return sorted(found, key=lambda part: (-part.total, part.label))


def _values(row: BarrierRow) -> tuple[str, ...]:
    return (
        row.barrier,
        row.label,
        row.named_at,
        row.day.isoformat() if row.day else "",
        row.tool_slug,
        row.tool_name,
        row.category or "",
        row.organisation_slug,
        row.organisation_name,
        row.region or "",
        "yes" if row.passed else "",
        row.passed_on.isoformat() if row.passed_on else "",
        row.how or "",
    )
