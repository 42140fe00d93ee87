"""What a measure did at a site before and after a tool went live there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from registry.catalogue.models import Tool
from registry.catalogue.queries import tool as live_tool
from registry.core.db import db
from registry.core.errors import NotFound
from registry.evidence.models import Evidence, StudySeries
from registry.evidence.queries.studies import evidence_item, may_change
from registry.measures.models import Series
from registry.rendering.figures import Figures, figures
from registry.rules.periods import Row, before, whole
from registry.rules.policy import Actor

LAG = 1  # periods over which errors may hang together, as in the published example


@dataclass(frozen=True)
class Shown:
    """A series with every period from its first to its last, and what was worked out of it."""

    row: StudySeries
    periods: Sequence[tuple[date, float | None]]
    before: int  # periods that ended before the tool went live
    figures: Figures

    @property
    def series(self) -> Series:
        """What was measured, in which unit."""
        return self.row.series

    @property
    def name(self) -> str:
        """The measure by name."""
        return self.series.measure.name if self.series.measure else (self.row.local_measure or "")

    @property
    def gaps(self) -> int:
        """How many periods have no value."""
        return sum(1 for _, value in self.periods if value is None)

    @property
    def state(self) -> str:
        """Whether it is compared, refused, to be had later or not to be had."""
        if self.figures.found:
            return "compared"
        return "refused" if self.figures.refused else "later" if self.figures.later else "unavailable"


@dataclass(frozen=True)
class BeforeAfter:
    """Every series of a study."""

    tool: Tool
    item: Evidence
    shown: Sequence[Shown]
    may_change: bool


def series_of(evidence_id: int) -> Sequence[StudySeries]:
    """The series of a study that were not taken back, with their values, in the order in which they came: two statements."""
    return db.session.scalars(_standing().where(StudySeries.evidence_id == evidence_id)).all()


def before_and_after(actor: Actor, slug: str, evidence_id: int, folder: Path) -> BeforeAfter:
    """The series of a study that the actor may read: four statements. Raises NotFound as the study does."""
    tool, item = evidence_item(actor, slug, evidence_id)
    shown = [worked(row, folder) for row in series_of(item.id)]
    return BeforeAfter(tool, item, shown, may_change(actor, tool, item))


def one_series(actor: Actor, slug: str, evidence_id: int, series_id: int) -> tuple[Evidence, StudySeries]:
    """One series of a study that the actor may read. Raises NotFound."""
    _tool, item = evidence_item(actor, slug, evidence_id)
    found = next((row for row in series_of(item.id) if row.series_id == series_id), None)
    if found is None:
        raise NotFound("There is no such series, or it is not shared with you.")
    return item, found


def all_series(actor: Actor, slug: str, folder: Path) -> list[tuple[Evidence, Shown]]:
    """Every series of a tool's studies: three statements. Raises as the tool's page does."""
    tool = live_tool(actor, slug)
    joined = select(Evidence, StudySeries).join(StudySeries, StudySeries.evidence_id == Evidence.id)
    rows = db.session.execute(
        joined.join(Series, Series.id == StudySeries.series_id)
        .where(Evidence.tool_id == tool.id, Evidence.withdrawn_at.is_(None), Series.withdrawn_at.is_(None))
        .options(joinedload(Evidence.site), *_loaded())
        .order_by(Evidence.id, StudySeries.id)
    ).all()
    return [(row[0], worked(row[1], folder)) for row in rows]


def worked(row: StudySeries, folder: Path) -> Shown:
    """A series with its comparison, from the warm process."""
    series = row.series
    periods = whole([Row(value.starts_on, value.value) for value in series.values], series.every)
    number = before((day for day, _ in periods), series.every, row.live_on)
    asked: dict[str, Any] = {"values": [value for _, value in periods], "before": number, "lag": LAG}
    return Shown(row, periods, number, figures("interrupted", asked, folder))


def _standing() -> Any:
    return (
        select(StudySeries)
        .join(Series, Series.id == StudySeries.series_id)
        .where(Series.withdrawn_at.is_(None))
        .options(*_loaded())
        .order_by(StudySeries.id)
    )


def _loaded() -> tuple[Any, ...]:
    return (
        joinedload(StudySeries.series).joinedload(Series.measure),
        joinedload(StudySeries.series).selectinload(Series.values),
    )
