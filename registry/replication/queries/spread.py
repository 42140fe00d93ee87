"""How a tool spread, as published: dated counts, and the adoptions that name a force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from registry.catalogue.models import UnnamedClaim
from registry.core.db import db
from registry.replication.queries.rows import AdoptionRow
from registry.rules.lifecycles import ADOPTED
from registry.rules.words import Precision, Standing


@dataclass(frozen=True)
class Point:
    """A published number of adopters on a day."""

    happened_on: date
    dated: str | None  # as the source puts it
    number: int
    of: int | None
    named: bool  # every force is named
    words: str
    source: str
    source_url: str | None

    @property
    def precision(self) -> Precision:
        """How exactly the day is known, from the source's own date."""
        return {4: Precision.YEAR, 7: Precision.MONTH}.get(len(self.dated or ""), Precision.DAY)


def unnamed_claims(tool_id: int) -> Sequence[UnnamedClaim]:
    """What sources say of adopters without naming them, oldest first: one statement. The tool must be readable."""
    return db.session.scalars(
        select(UnnamedClaim).where(UnnamedClaim.tool_id == tool_id).order_by(UnnamedClaim.happened_on, UnnamedClaim.id)
    ).all()


def points(claims: Sequence[UnnamedClaim], rows: Sequence[AdoptionRow]) -> list[Point]:
    """The dated counts, and for each source that names its forces the number of those it names.

    A count that a source gives on the very day on which forces are named is left to the names.
    """
    named = _named(rows)
    days = {point.happened_on for point in named}
    counted = [
        Point(
            claim.happened_on,
            claim.dated,
            claim.number,
            claim.of_number,
            False,
            claim.words,
            claim.source,
            claim.source_url,
        )
        for claim in claims
        if claim.happened_on and claim.number is not None and claim.happened_on not in days
    ]
    return sorted([*counted, *named], key=lambda point: point.happened_on)


def _named(rows: Sequence[AdoptionRow]) -> list[Point]:
    """Forces that one source names as adopters on one day."""
    groups: dict[tuple[date, str], list[AdoptionRow]] = {}
    for row in rows:
        reported = row.source and row.since and row.standing is Standing.REPORTED
        if reported and row.stage in ADOPTED and row.since and row.source:
            groups.setdefault((row.since, row.source), []).append(row)
    return [
        Point(
            day,
            _dated(group[0]),
            len(group),
            None,
            True,
            group[0].source_words or "",
            source,
            group[0].source_url,
        )
        for (day, source), group in groups.items()
    ]


def _dated(row: AdoptionRow) -> str | None:
    if row.since is None:
        return None
    length = {Precision.YEAR: 4, Precision.MONTH: 7}.get(row.precision or Precision.DAY, 10)
    return row.since.isoformat()[:length]
