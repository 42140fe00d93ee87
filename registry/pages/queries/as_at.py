"""Pages of a past day: which day an address asks for, and an organisation as it stood then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from registry.core import clock
from registry.core.db import db
from registry.core.errors import Invalid, NotFound
from registry.core.paging import Page
from registry.organisations.models import FormerName, Organisation
from registry.organisations.queries import Followed, followed, former_names, name_on, valid_on
from registry.replication.queries.as_at import adoptions_at_on, counts_on
from registry.replication.queries.counts import Counts
from registry.replication.queries.rows import AdoptionRow
from registry.rules.policy import Actor


@dataclass(frozen=True)
class OrganisationThen:
    """An organisation at the end of a day: its name, whether it stood, and what it used."""

    organisation: Organisation
    name: str
    stood: bool
    day: date
    adoptions: Page[AdoptionRow]
    counts: Counts
    line: "Line"


@dataclass(frozen=True)
class Line:
    """What an organisation came from and what came of it."""

    before: Sequence[Followed]
    after: Sequence[Followed]
    names: Sequence[FormerName]


def day_asked(asked: Mapping[str, str]) -> date | None:
    """The past day that an address asks for with `on`; none for the present.

    Raises Invalid for what is no date, and for a day that has not come.
    """
    text = asked.get("on", "").strip()
    if not text:
        return None
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        day = None
    if day is None or day.year < 1900:
        raise Invalid("The day could not be read. Give it as year, month and day, such as 2026-03-01.")
    if day > clock.today():
        raise Invalid("That day has not come yet. The register shows today, or a day that has passed.")
    return day


def organisation_then(actor: Actor, slug: str, day: date, number: int | None) -> OrganisationThen:
    """At most six statements. Raises NotFound for an unknown organisation."""
    row = db.session.execute(
        select(Organisation, name_on(day).label("called"), valid_on(day).label("stood")).where(
            Organisation.slug == slug
        )
    ).first()
    if row is None:
        raise NotFound("No such organisation.")
    found: Organisation = row.Organisation
    return OrganisationThen(
        found,
        row.called,
        bool(row.stood),
        day,
        adoptions_at_on(actor, found.id, day, number),
        counts_on(actor, [found.id], day)[found.id],
        line_of(found.id),
    )


def line_of(organisation_id: int) -> Line:
    """Those before and after it, and the names it had: two statements."""
    pairs = followed(organisation_id)
    return Line(
        [one for one in pairs if one.before],
        [one for one in pairs if not one.before],
        former_names(organisation_id),
    )
