"""A series of a study: entered by those who may add to the study, tried out first if they wish, and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict, Invalid, NotFound
from registry.core.events import emit
from registry.evidence.events import SeriesAdded, SeriesWithdrawn
from registry.evidence.models import StudySeries
from registry.evidence.queries import changeable_item
from registry.evidence.queries.series import series_of
from registry.measures.models import Measure
from registry.measures.queries import all_measures
from registry.measures.services import SeriesRows, record_series, withdraw_series
from registry.rules.periods import FEWEST, Every, Mistake, Row, read
from registry.rules.policy import Actor

LIMITS = {"local_measure": 200, "unit": 60, "source": 500}
MOST = 6  # series of one study
LONGEST = 40_000  # characters of pasted lines


@dataclass(frozen=True)
class SeriesDetails:
    """A series as typed."""

    measure: str = ""
    local_measure: str = ""
    unit: str = ""
    every: str = ""
    live_on: str = ""
    source: str = ""
    rows: str = ""


@dataclass(frozen=True)
class Tried:
    """What a series would come to: its rows, what is wrong with its lines, and what is wrong with the rest, by field."""

    rows: Sequence[Row]
    mistakes: Sequence[Mistake]
    wrong: dict[str, str]
    live_on: date | None = None

    @property
    def fits(self) -> bool:
        """Whether it could be stored as it is."""
        return not self.wrong and not self.mistakes


def try_series(details: SeriesDetails, measures: Sequence[Measure]) -> Tried:
    """Read a series without storing anything."""
    wrong = {
        name: f"Shorten this to {most:,} characters or fewer."
        for name, most in LIMITS.items()
        if len(getattr(details, name)) > most
    }
    if details.measure and details.measure not in {measure.code for measure in measures}:
        wrong["measure"] = "Choose a measure on the list, or name a local one."
    if not details.measure and not details.local_measure:
        wrong["local_measure"] = "Choose a standard measure, or name the local one that was used."
    if not details.unit:
        wrong["unit"] = "Say what each value counts, such as minutes or percent."
    live_on = _day(details.live_on)
    if live_on is None or live_on > clock.today():
        wrong["live_on"] = "Give the day on which the tool went live there, as 2026-03-01. It may not lie ahead."
    if details.every not in set(Every):
        wrong["every"] = "Choose how long each period is."
        return Tried([], [], wrong, live_on)
    if len(details.rows) > LONGEST:
        wrong["rows"] = f"Paste {LONGEST:,} characters or fewer."
        return Tried([], [], wrong, live_on)
    found = read(details.rows, Every(details.every), clock.today())
    if found.mistakes:
        number = len(found.mistakes)
        wrong["rows"] = (
            f"Mend the {number} lines that are listed below." if number > 1 else "Mend the line listed below."
        )
    elif len(found.rows) < FEWEST:
        wrong["rows"] = "Paste at least two lines, each with a period and a value, such as 2025-03,7.1."
    return Tried(found.rows, found.mistakes, wrong, live_on)


@command
def add_series(actor: Actor, slug: str, evidence_id: int, details: SeriesDetails) -> StudySeries:
    """Store a series with a study; it shows at once. One of the same measure must be withdrawn first.

    Raises NotAllowed to all but those who may add to the study, Invalid for what cannot be kept: nothing is kept in part.
    """
    tool, item = changeable_item(actor, slug, evidence_id)
    measures = {measure.code: measure for measure in all_measures()}
    tried = try_series(details, list(measures.values()))
    if not tried.fits or tried.live_on is None:
        raise Invalid("The series was not stored. Mend what is marked.", tried.wrong)
    _refuse_second(item.id, details)
    kept = record_series(
        actor,
        SeriesRows(
            measures.get(details.measure),
            item.site_id,
            Every(details.every),
            details.unit,
            tried.rows,
            item.synthetic,
        ),
    )
    row = StudySeries(
        evidence_id=item.id,
        series_id=kept.id,
        live_on=tried.live_on,
        local_measure=None if details.measure else details.local_measure,
        source=details.source or None,
    )
    db.session.add(row)
    db.session.flush()
    emit(
        SeriesAdded(
            actor_id=actor.id,
            tool_id=tool.id,
            organisation_id=item.site_id,
            evidence_id=item.id,
            series_id=kept.id,
        )
    )
    return row


@command
def take_back_series(actor: Actor, slug: str, evidence_id: int, series_id: int) -> None:
    """Take back a series: it no longer shows, and is kept. Raises NotAllowed, and NotFound for none that shows."""
    tool, item = changeable_item(actor, slug, evidence_id)
    found = next((row for row in series_of(item.id) if row.series_id == series_id), None)
    if found is None:
        raise NotFound("There is no such series, or it was taken back already.")
    withdraw_series(found.series)
    emit(
        SeriesWithdrawn(
            actor_id=actor.id,
            tool_id=tool.id,
            organisation_id=item.site_id,
            evidence_id=item.id,
            series_id=series_id,
        )
    )


def move_series(from_id: int, to_id: int) -> None:
    """Let the series of a study go along to the row that corrects it."""
    for row in db.session.scalars(select(StudySeries).where(StudySeries.evidence_id == from_id)):
        row.evidence_id = to_id


def _refuse_second(evidence_id: int, details: SeriesDetails) -> None:
    known = series_of(evidence_id)
    if len(known) >= MOST:
        raise Conflict(f"A study has {MOST} series at most. Take one back first.")
    for row in known:
        measure = row.series.measure
        if (measure and measure.code == details.measure) or (
            not measure and not details.measure and row.local_measure == details.local_measure
        ):
            message = "This study has a series on this measure already. Take that one back first."
            raise Invalid(message, {"measure": message})


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
