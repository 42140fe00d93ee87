"""The page of the series of a study."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from registry.catalogue.models import Tool
from registry.evidence.charts.series import Picture, picture
from registry.evidence.models import Evidence, StudySeries
from registry.evidence.queries.series import Shown, before_and_after
from registry.rules.periods import Row, named, whole
from registry.rules.policy import Actor

__all__ = ["SeriesPage", "named", "series_lines", "series_page"]


@dataclass(frozen=True)
class Drawn:
    """A series with its picture."""

    shown: Shown
    picture: Picture

    @property
    def is_short(self) -> bool:
        """Whether too few periods went before to tell where it was heading."""
        found = self.shown.figures.found
        return bool(found and found["short"])

    @property
    def predates(self) -> bool:
        """Whether it was already going the way of its change before the tool went live."""
        found = self.shown.figures.found
        return bool(found and found["predates"])

    @property
    def clear(self) -> bool:
        """Whether the change of level leaves nought out."""
        found = self.shown.figures.found
        return bool(found and found["clear"]["level"])

    @property
    def was_falling(self) -> bool:
        """Which way it went before."""
        found = self.shown.figures.found
        return bool(found and found["trend"] and found["trend"]["value"] < 0)


@dataclass(frozen=True)
class SeriesPage:
    """Everything the page shows."""

    tool: Tool
    item: Evidence
    drawn: Sequence[Drawn]
    may_change: bool


def series_page(actor: Actor, slug: str, evidence_id: int, folder: Path) -> SeriesPage:
    """The series of a study that the actor may read: four statements. Raises NotFound as the study does."""
    found = before_and_after(actor, slug, evidence_id, folder)
    drawn = [
        Drawn(shown, picture(shown.periods, shown.series.every, shown.before, shown.figures.found))
        for shown in found.shown
    ]
    return SeriesPage(found.tool, found.item, drawn, found.may_change)


def series_lines(row: StudySeries) -> Iterator[tuple[str, ...]]:
    """A series for a file: one line for each period, empty where there is no value."""
    series = row.series
    name = series.measure.name if series.measure else (row.local_measure or "")
    yield "measure", "unit", "period", "starts_on", "value", "live_on", "source"
    rows = [Row(value.starts_on, value.value) for value in series.values]
    for day, value in whole(rows, series.every):
        texts = (name, series.unit, named(day, series.every), day.isoformat())
        yield *texts, "" if value is None else repr(value), row.live_on.isoformat(), row.source or ""
