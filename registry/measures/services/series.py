"""Keeping a measure over time. Authorises nobody: each runs inside an action that did."""

from collections.abc import Sequence
from dataclasses import dataclass

from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.measures.models import Measure, Series, SeriesValue
from registry.rules.periods import Every, Row
from registry.rules.policy import Actor


@dataclass(frozen=True)
class SeriesRows:
    """A series as it is to be kept."""

    measure: Measure | None
    organisation_id: int | None
    every: Every
    unit: str
    rows: Sequence[Row]
    synthetic: bool


@command
def record_series(actor: Actor, given: SeriesRows) -> Series:
    """Keep a series with its values."""
    series = Series(
        measure_id=given.measure.id if given.measure else None,
        measure_version=given.measure.version if given.measure else None,
        organisation_id=given.organisation_id,
        every=given.every,
        unit=given.unit,
        recorded_at=clock.now(),
        recorded_by_id=actor.id,
        synthetic=given.synthetic,
    )
    db.session.add(series)
    db.session.flush()
    db.session.add_all(SeriesValue(series_id=series.id, starts_on=row.starts_on, value=row.value) for row in given.rows)
    db.session.flush()
    return series


@command
def withdraw_series(series: Series) -> None:
    """Let a series count no longer; it is kept."""
    series.withdrawn_at = clock.now()
