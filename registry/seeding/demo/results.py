"""Invented results of several forces on one measure, so that the page on which they stand together shows something."""

from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.events import emit
from registry.evidence.events import EvidenceAdded
from registry.evidence.models import Claim, Evidence, StudySeries
from registry.evidence.services.grading import grade_provisionally
from registry.measures.models import Measure, Series, SeriesValue
from registry.measures.queries import measure
from registry.rules.periods import Every, after
from registry.rules.words import Design, Direction, EffectKind, Measurer, Standing
from registry.seeding.demo.stage import Stage
from registry.seeding.files import Row


@command
def together(stage: Stage) -> None:
    """Studies at several invented forces, each with one effect and its interval."""
    texts = stage.texts["results"]
    tool, known = stage.there(texts["tool"]), measure(texts["measure"])
    for row in texts["studies"]:
        item = Evidence(
            tool_id=tool.id,
            site_id=stage.organisations[row["site"]],
            title=row["title"],
            design=Design(row["design"]),
            measured_by=Measurer.FORCE,
            sample=row["sample"],
            period=row["period"],
            starts_on=row.get("starts_on"),
            published_on=row["published_on"],
            moderators=texts["moderators"],
            standing=Standing.CONFIRMED,
            recorded_at=clock.now(),
            synthetic=True,
        )
        db.session.add(item)
        db.session.flush()
        claim = _claim(item, row, texts, known)
        db.session.add(claim)
        db.session.flush()
        grade_provisionally(item, [claim])
        if row is texts["studies"][0]:
            _series(item, stage.texts["series"], known)
        emit(EvidenceAdded(actor_id=None, tool_id=tool.id, organisation_id=item.site_id, evidence_id=item.id))


def _claim(item: Evidence, row: Row, texts: Row, known: Measure) -> Claim:
    return Claim(
        evidence_id=item.id,
        outcome=texts["outcome"],
        measure_id=known.id,
        measure_version=known.version,
        result=row["result"],
        unit=texts["unit"],
        ex_ante=row.get("ex_ante", False),
        effect_kind=EffectKind.MEAN_DIFFERENCE,
        effect=row["effect"],
        interval_low=row["low"],
        interval_high=row["high"],
        direction=Direction(row["direction"]),
    )


def _series(item: Evidence, texts: Row, known: Measure) -> None:
    """The wait at one site, month by month, before and after."""
    every, day = Every(texts["every"]), texts["first"]
    series = Series(
        measure_id=known.id,
        measure_version=known.version,
        organisation_id=item.site_id,
        every=every,
        unit=texts["unit"],
        recorded_at=clock.now(),
        synthetic=True,
    )
    db.session.add(series)
    db.session.flush()
    for value in texts["values"]:
        db.session.add(SeriesValue(series_id=series.id, starts_on=day, value=value))
        day = after(day, every)
    db.session.add(
        StudySeries(evidence_id=item.id, series_id=series.id, live_on=texts["live_on"], source=texts["source"])
    )
