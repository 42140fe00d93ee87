"""Opening a pilot cohort, changing what it shares while nobody else is in it, and saying who may read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, select

from registry.cohorts.events import CohortChanged, CohortOpened, CohortReleased
from registry.cohorts.models import Cohort, CohortMeasure, CohortPlace
from registry.cohorts.queries.cohorts import known_cohort, places_of
from registry.cohorts.queries.making import Choices, choices
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Invalid, WrongState
from registry.core.events import emit
from registry.measures.models import Measure
from registry.replication.services.steps import Place, lock_tool
from registry.rules.answers import tidy
from registry.rules.lifecycles import PlaceState
from registry.rules.markings import marking
from registry.rules.policy import Actor, Permission, require
from registry.rules.words import OrganisationKind, Visibility

EARLIEST = date(2000, 1, 1)
FURTHEST = timedelta(days=366 * 10)
LONGEST_NAME, LONGEST = 120, 10_000
MOST_MEASURES = 10
NOT_SAVED = "The cohort was not saved. Mend what is marked and send it again."
MARKED = "This is marked above OFFICIAL. Only OFFICIAL may be written here."


@dataclass(frozen=True)
class Details:
    """What the members of a cohort share, as it is typed."""

    organisation: str  # who opens it; the slug
    name: str = ""
    protocol: str = ""
    measures: Sequence[str] = ()
    starts_on: date | None = None
    ends_on: date | None = None


@command
def open_cohort(actor: Actor, slug: str, details: Details) -> Cohort:
    """Open a cohort; a force that opens one is its first member. The same one sent twice is one cohort.

    Raises as the tool's page does, NotAllowed to all but leads of forces and of the tool's owner, Invalid, field by
    field, for what cannot be.
    """
    lock_tool(choices(actor, slug).tool.id)
    offered = choices(actor, slug)
    home = next((one for one in offered.homes if one.slug == details.organisation), None)
    measures = _checked(offered, details)
    if home is None or details.starts_on is None or details.ends_on is None:
        raise Invalid(NOT_SAVED, {"organisation": "Choose who opens it."})
    require(actor, Permission.COHORT_OPEN, Place(offered.tool.id, home.id))
    known = _same_name(offered.tool.id, home.id, tidy(details.name, lines=False))
    if known is not None:
        return _sent_twice(known, details)
    row = Cohort(
        tool_id=offered.tool.id,
        organisation_id=home.id,
        **_shared(details),
        visibility=Visibility.POLICING,
        opened_at=clock.now(),
        opened_by_id=actor.id,
        synthetic=offered.tool.synthetic,
    )
    db.session.add(row)
    db.session.flush()
    _share(row, measures)
    if home.kind is OrganisationKind.FORCE:
        facts = {"changed_at": clock.now(), "changed_by_id": actor.id}
        db.session.add(CohortPlace(cohort_id=row.id, organisation_id=home.id, state=PlaceState.JOINED, **facts))
    db.session.flush()
    emit(CohortOpened(**facts_of(actor, row), measures=[one.id for one in measures]))
    return row


@command
def change(actor: Actor, slug: str, cohort_id: int, details: Details) -> Cohort:
    """Change what a cohort shares. Raises as `open_cohort` does, WrongState once another force joined."""
    lock_tool(known_cohort(actor, slug, cohort_id, Permission.COHORT_CHANGE).tool_id)
    offered = choices(actor, slug, cohort_id)
    row = known_cohort(actor, slug, cohort_id, Permission.COHORT_CHANGE)
    bound = (PlaceState.JOINED, PlaceState.LEFT)
    if any(one.state in bound and one.organisation_id != row.organisation_id for one in places_of(row.id)):
        raise WrongState("Another force joined by this protocol, so it stays as it is. Open a new cohort for another.")
    measures = _checked(offered, details)
    known = _same_name(row.tool_id, row.organisation_id, tidy(details.name, lines=False))
    if known is not None and known.id != row.id:
        raise Invalid(NOT_SAVED, {"name": "Your organisation has a cohort of this name for this tool."})
    for name, value in _shared(details).items():
        setattr(row, name, value)
    db.session.execute(delete(CohortMeasure).where(CohortMeasure.cohort_id == row.id))
    _share(row, measures)
    emit(CohortChanged(**facts_of(actor, row), measures=[one.id for one in measures]))
    return row


@command
def release(actor: Actor, slug: str, cohort_id: int, visibility: Visibility, role: str) -> Cohort:
    """Release a cohort to everybody, saying in which role, or keep it to policing again.

    Raises NotAllowed to all but leads and assurers of whoever opened it, Invalid without a role.
    """
    row = known_cohort(actor, slug, cohort_id, Permission.COHORT_RELEASE)
    role, wrong = tidy(role, lines=False), {}
    if visibility not in (Visibility.PUBLIC, Visibility.POLICING):
        wrong["visibility"] = "Choose who may see it."
    if not role or len(role) > 200:
        wrong["role"] = "Say which role released it, for example Head of contact, in 200 characters or fewer."
    if wrong:
        raise Invalid("Nothing was released. Mend what is marked and send it again.", wrong)
    row.visibility, row.released_by_role = visibility, role
    emit(CohortReleased(**facts_of(actor, row), visibility=visibility.value))
    return row


def facts_of(actor: Actor, row: Cohort) -> dict[str, Any]:
    """What every event of a cohort says."""
    return {
        "actor_id": actor.id,
        "tool_id": row.tool_id,
        "organisation_id": row.organisation_id,
        "cohort_id": row.id,
    }


def _same_name(tool_id: int, organisation_id: int, name: str) -> Cohort | None:
    same = (Cohort.tool_id == tool_id, Cohort.organisation_id == organisation_id, Cohort.name == name)
    return db.session.scalar(select(Cohort).where(*same))


def _sent_twice(known: Cohort, details: Details) -> Cohort:
    """The cohort that is there, if it is the same."""
    if any(getattr(known, name) != value for name, value in _shared(details).items()):
        raise Invalid(NOT_SAVED, {"name": "Your organisation has a cohort of this name for this tool."})
    return known


def _shared(details: Details) -> dict[str, Any]:
    return {
        "name": tidy(details.name, lines=False),
        "protocol": tidy(details.protocol),
        "starts_on": details.starts_on,
        "ends_on": details.ends_on,
    }


def _share(row: Cohort, measures: Sequence[Measure]) -> None:
    db.session.add_all(CohortMeasure(cohort_id=row.id, measure_id=one.id) for one in measures)
    db.session.flush()


def _checked(offered: Choices, details: Details) -> list[Measure]:
    """The measures that were chosen. Raises Invalid, field by field."""
    wrong = _wrong_words(details) | _wrong_dates(details)
    if all(one.slug != details.organisation for one in offered.homes):
        wrong["organisation"] = "Choose who opens it."
    measures = [one for one in offered.measures if one.code in details.measures]
    if not measures or len(measures) > MOST_MEASURES or len(measures) < len(set(details.measures)):
        wrong["measures"] = f"Choose between one and {MOST_MEASURES} measures of the catalogue."
    if wrong:
        raise Invalid(NOT_SAVED, wrong)
    return measures


def _wrong_words(details: Details) -> dict[str, str]:
    wrong = {}
    name, protocol = tidy(details.name, lines=False), tidy(details.protocol)
    if not name:
        wrong["name"] = "Give it a name, for example Autumn pilot of three contact centres."
    elif len(name) > LONGEST_NAME:
        wrong["name"] = f"Shorten this to {LONGEST_NAME} characters or fewer."
    if not protocol:
        wrong["protocol"] = "Say what every member does alike, so that their results can be set side by side."
    elif len(protocol) > LONGEST:
        wrong["protocol"] = f"Shorten this to {LONGEST:,} characters or fewer."
    return wrong | {field: MARKED for field, text in (("name", name), ("protocol", protocol)) if marking(text)}


def _wrong_dates(details: Details) -> dict[str, str]:
    wrong = {}
    last = clock.today() + FURTHEST
    for field, day in (("starts_on", details.starts_on), ("ends_on", details.ends_on)):
        if day is None:
            wrong[field] = "Enter a day, month and year."
        elif not EARLIEST <= day <= last:
            wrong[field] = f"Check the year: it must be between {EARLIEST.year} and {last.year}."
    if not wrong and details.starts_on and details.ends_on and details.ends_on < details.starts_on:
        wrong["ends_on"] = "The end date must be on or after the start date."
    return wrong
