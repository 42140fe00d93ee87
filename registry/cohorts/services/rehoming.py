"""What of cohorts goes with an organisation: those it opened, and its place in those of others."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select

from registry.catalogue.models import Tool
from registry.cohorts.models import Cohort, CohortPlace
from registry.core.db import db
from registry.organisations.services.rehoming import Act, Column, Found, Kind, Moved, Pairs, loaded
from registry.rules.lifecycles import PlaceState

SUBJECT = "cohort-place"
ANSWERED = "answered_at"
WEAKEST_FIRST = (PlaceState.INVITED, PlaceState.JOINED)  # what an open place may be; whatever else is weaker


def _opened(homes: Collection[int], _on: date) -> Select[*tuple[Any, ...]]:
    named = select(Cohort.id, Cohort.organisation_id.label("home"), Tool.name.label("label"), Cohort.tool_id)
    return named.join(Tool, Tool.id == Cohort.tool_id).where(Cohort.organisation_id.in_(homes))


class Places:
    """Places in cohorts. Where the new organisation has one already, the two join: the stronger answer stands.

    The place that goes into the other keeps its organisation, its answer and its day. What the standing one said before
    is kept with the change, so that both go back.
    """

    subject = SUBJECT

    def found(self, homes: Collection[int], _on: date) -> list[Found]:
        """The open places at these organisations: one statement."""
        named = select(CohortPlace, Tool.name, Tool.id.label("tool_id"))
        joined = named.join(Cohort, Cohort.id == CohortPlace.cohort_id).join(Tool, Tool.id == Cohort.tool_id)
        here = joined.where(
            CohortPlace.organisation_id.in_(homes),
            CohortPlace.state.in_(WEAKEST_FIRST),
            CohortPlace.part_of_id.is_(None),
        )
        return [
            Found(SUBJECT, row.CohortPlace.id, row.CohortPlace.organisation_id, row.name, tool_id=row.tool_id)
            for row in db.session.execute(here.order_by(CohortPlace.id))
        ]

    def move(self, _act: Act, pairs: Pairs) -> list[Moved]:
        """Move each place, or join it with the one that is there."""
        to = {found.id: target for found, target in pairs}
        moved: list[Moved] = []
        for row in loaded(CohortPlace, to):
            held = _held(row.cohort_id, to[row.id])
            if held is None:
                moved.append(_set(row, row, organisation_id=to[row.id]))
            elif held.id != row.id:
                if _strength(row) > _strength(held):
                    moved.append(_set(held, row, **_answer(row)))
                moved.append(_set(row, held, part_of_id=held.id))
            db.session.flush()
        return moved

    def back(self, _act: Act, rows: Sequence[Moved]) -> list[Moved]:
        """Take apart and move back, the last step first; a place that was answered anew since stays as it is."""
        places = {row.id: row for row in loaded(CohortPlace, {row.id for row in rows})}
        done = []
        for row in reversed(rows):
            place = places[row.id]
            if _still(place, row):
                done.append(_set(place, place, **{name: _value(name, kept) for name, kept in row.before.items()}))
                db.session.flush()
            else:
                done.append(Moved(SUBJECT, row.id, row.before, row.after, left=True))
        return done


def _held(cohort_id: int, organisation_id: int) -> CohortPlace | None:
    return db.session.scalar(
        select(CohortPlace)
        .where(
            CohortPlace.cohort_id == cohort_id,
            CohortPlace.organisation_id == organisation_id,
            CohortPlace.part_of_id.is_(None),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _strength(row: CohortPlace) -> tuple[int, float]:
    """A member before one that is invited, and of two alike the one that has been so for longer."""
    kind = WEAKEST_FIRST.index(row.state) if row.state in WEAKEST_FIRST else -1
    return kind, -row.changed_at.timestamp()


def _answer(row: CohortPlace) -> dict[str, Any]:
    return {"state": row.state, "changed_at": row.changed_at, "changed_by_id": row.changed_by_id}


def _set(row: CohortPlace, standing: CohortPlace, **values: Any) -> Moved:
    """Change a place; kept beside it when the one that stands was answered, so that a later answer is noticed."""
    before = {name: _plain(getattr(row, name)) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    after = {name: _plain(value) for name, value in values.items()}
    return Moved(SUBJECT, row.id, before, after | {ANSWERED: _plain(standing.changed_at)})


def _plain(value: Any) -> Any:
    """As it is kept with the change."""
    return value.isoformat() if isinstance(value, datetime) else value


def _value(name: str, kept: Any) -> Any:
    """As the row has it."""
    if name == "changed_at":
        return datetime.fromisoformat(kept)
    return PlaceState(kept) if name == "state" else kept


def _still(place: CohortPlace, row: Moved) -> bool:
    """Whether a place, and the one that it is part of, are as the change left them."""
    same = all(_plain(getattr(place, name)) == value for name, value in row.after.items() if name != ANSWERED)
    standing = db.session.get_one(CohortPlace, place.part_of_id) if place.part_of_id else place
    return same and row.after.get(ANSWERED, _plain(standing.changed_at)) == _plain(standing.changed_at)


KINDS: tuple[Kind, ...] = (Column("cohort", Cohort.organisation_id, _opened), Places())
