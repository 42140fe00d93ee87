"""The national report: how often each barrier is named, by kind of tool, region and year. Its sums are sums of its rows."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select

from registry.catalogue.models import Term
from registry.core.db import db
from registry.organisations.models import Organisation
from registry.replication.models import Barrier
from registry.replication.queries.barriers.rows import ON_THE_WAY, STAGES, BarrierRow, Filters, named, rows
from registry.rules.policy import Actor

MOST = 20_000  # lines of the file
INJECTED = ("=", "+", "-", "@", "\t", "\r", "\n")
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
    """How often one barrier is named, by where it was named."""

    code: str
    label: str
    definition: str
    by_place: Mapping[str, int]
    passed: int

    @property
    def total(self) -> int:
        """In all."""
        return sum(self.by_place.values())


@dataclass(frozen=True)
class Report:
    """The whole page: all tables are sums of the same rows."""

    filters: Filters
    barriers: Sequence[Tally]
    by_category: Sequence[tuple[str, int]]
    by_region: Sequence[tuple[str, int]]
    by_year: Sequence[tuple[int | None, int]]
    categories: Mapping[str, str]
    regions: Sequence[str]

    @property
    def total(self) -> int:
        """All that was named."""
        return sum(row.total for row in self.barriers)


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
        _summed((labels.get(row.category, row.category or ""), row.number) for row in counted),
        _summed((row.region or "", row.number) for row in counted),
        sorted(_summed((int(row.year) if row.year else None, row.number) for row in counted), key=lambda p: p[0] or 0),
        labels,
        sorted(name for name in db.session.scalars(regions.distinct()) if name),
    )


def report_csv(actor: Actor, filters: Filters) -> Iterator[str]:
    """Every row behind the counts, line by line."""
    yield _line(HEAD)
    for row in rows(actor, filters, MOST):
        yield _line(_values(row))


def _tally(barrier: Barrier, found: Sequence[Any]) -> Tally:
    places = {place: sum(row.number for row in found if row.named_at == place) for place in (ON_THE_WAY, *STAGES)}
    return Tally(barrier.code, barrier.label, barrier.definition, places, sum(int(row.passed or 0) for row in found))


def _summed(pairs: Any) -> list[tuple[Any, int]]:
    sums: dict[Any, int] = {}
    for key, number in pairs:
        sums[key] = sums.get(key, 0) + number
    return sorted(sums.items(), key=lambda pair: (-pair[1], str(pair[0])))


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


def _line(values: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([f"'{value}" if value.startswith(INJECTED) else value for value in values])
    return out.getvalue()
