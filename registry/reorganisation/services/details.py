"""What a registrar says of a change, and what is refused of it."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import func, or_, select

from registry.core import clock
from registry.core.db import db
from registry.core.errors import Invalid
from registry.organisations.models import REGISTRY, FormerName, Organisation, Succession
from registry.rules.answers import tidy
from registry.rules.words import POLICING_KINDS, OrganisationKind, ReorganisationKind

LONGEST = 2_000
LONGEST_REGION = 60
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
PROBLEM = "The change cannot be made like this. Mend what is marked."


@dataclass(frozen=True)
class NewOrganisation:
    """An organisation that begins with the change. Its figures are taken only with their day and their source."""

    name: str
    slug: str = ""
    region: str = ""
    officers_fte: int | None = None
    population: int | None = None
    figures_date: date | None = None
    figures_source: str = ""

    @property
    def address(self) -> str:
        """Its permanent address: as given, or made from its name."""
        return self.slug or slug_of(self.name)


@dataclass(frozen=True)
class Details:
    """A change as it is asked for. Organisations are named by their addresses; a record's choice by `kind:number`."""

    kind: ReorganisationKind
    on: date
    reason: str
    source_url: str = ""
    before: tuple[str, ...] = ()
    into: tuple[str, ...] = ()  # organisations that there are already
    new: tuple[NewOrganisation, ...] = ()
    name: str = ""  # of one that is renamed
    choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def targets(self) -> tuple[str, ...]:
        """The addresses of those that go on."""
        return (*self.into, *(one.address for one in self.new))


@dataclass(frozen=True)
class Checked:
    """Details that make sense, with the organisations that they name."""

    details: Details
    before: Sequence[Organisation]
    into: Sequence[Organisation]


def slug_of(name: str) -> str:
    """An address made from a name."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", plain)[:100].strip("-")


def checked(details: Details) -> Checked:
    """The organisations of a change that makes sense. Raises Invalid, naming the fields, for one that does not."""
    before, into = _named(details.before), _named(details.into)
    wrong = _said(details) | _who(details, before) | _whither(details, before, into)
    if not wrong:
        wrong = _alike(details, before, into) | _when(details, before)
    if wrong:
        raise Invalid(PROBLEM, wrong)
    return Checked(details, before, into)


def _named(slugs: Sequence[str]) -> list[Organisation]:
    rows = db.session.scalars(
        select(Organisation)
        .where(Organisation.slug.in_(slugs), Organisation.slug != REGISTRY)
        .order_by(Organisation.id)
        .execution_options(populate_existing=True)
    )
    found = {row.slug: row for row in rows}
    return [found[slug] for slug in dict.fromkeys(slugs) if slug in found]


def _said(details: Details) -> dict[str, str]:
    wrong = {}
    if not tidy(details.reason):
        wrong["reason"] = "Say why, in a sentence or two"
    elif len(details.reason) > LONGEST:
        wrong["reason"] = f"The reason must be {LONGEST:,} characters or fewer"
    if len(details.source_url) > LONGEST:
        wrong["source_url"] = f"The address must be {LONGEST:,} characters or fewer"
    elif details.source_url and not re.match(r"https?://[^\s]+\.[^\s]+", details.source_url):
        wrong["source_url"] = "Give the address of the published source, such as https://www.legislation.gov.uk"
    if details.on > clock.today():
        wrong["on"] = "The day must be today or in the past. Nothing moves ahead of its day: come back when it has come"
    return wrong


def _who(details: Details, before: Sequence[Organisation]) -> dict[str, str]:
    least = 2 if details.kind is ReorganisationKind.MERGE else 1
    if len(before) < least or len(before) != len(set(details.before)):
        return {"before": "Choose two or more organisations" if least == 2 else "Choose an organisation"}
    ended = [one.name for one in before if one.valid_to is not None]
    return {"before": f"{ended[0]} has ended already. Look at what became of it"} if ended else {}


def _whither(details: Details, before: Sequence[Organisation], into: Sequence[Organisation]) -> dict[str, str]:
    if details.kind is ReorganisationKind.RENAME:
        return _name_taken("name", details.name, besides=before)
    number = len(details.targets)
    if details.kind is ReorganisationKind.MERGE and number != 1:
        return {"into": "Choose the organisation that goes on, or name a new one, and not both"}
    if details.kind is ReorganisationKind.SPLIT and (
        number < 2 or {one.id for one in into} & {one.id for one in before}
    ):
        return {"new": "Name two or more other organisations that it becomes"}
    if len(into) != len(details.into) or len(set(details.targets)) != number:
        return {"into": "Choose organisations from the list, each once"}
    wrong: dict[str, str] = {}
    for one in into:
        if one.valid_to is not None and not undone(one):
            wrong["into"] = f"{one.name} has ended. Choose one that stands, or name a new one"
    for new in details.new:
        wrong |= _name_taken("name", new.name) | _address_taken(new) | _figures(new)
    return wrong


def undone(organisation: Organisation) -> bool:
    """Whether it began with a change that was undone, so that doing it again may take it up again."""
    rows = db.session.scalars(
        select(Succession.undone_at).where(
            or_(Succession.successor_id == organisation.id, Succession.predecessor_id == organisation.id)
        )
    ).all()
    return bool(rows) and all(row is not None for row in rows)


def _name_taken(field_: str, name: str, besides: Sequence[Organisation] = ()) -> dict[str, str]:
    name = tidy(name, lines=False)
    if not name or len(name) > 200:
        return {field_: "Give the name, in 200 characters or fewer"}
    taken = named(name)
    if taken is None:
        return {}
    if taken in besides:
        return {field_: "That is its name already"} if taken.name == name else {}
    again = " Choose it from the list to take it up again" if undone(taken) else ""
    return {field_: f"There is an organisation called {taken.name} already.{again}"}


def named(name: str) -> Organisation | None:
    """The organisation of that name, however it is spelt in capitals; databases differ in which letters they fold."""
    for number, other in db.session.execute(select(Organisation.id, Organisation.name)):
        if _folded(other) == _folded(name):
            return db.session.get_one(Organisation, number)
    return None


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _address_taken(new: NewOrganisation) -> dict[str, str]:
    if not SLUG.fullmatch(new.address) or len(new.address) > 120:
        return {"slug": "An address has small letters, digits and hyphens, such as northmarch"}
    taken = db.session.scalar(select(Organisation.id).where(Organisation.slug == new.address))
    return {"slug": f"The address {new.address} is taken. Give another"} if taken else {}


def _figures(new: NewOrganisation) -> dict[str, str]:
    given = new.officers_fte is not None or new.population is not None
    if given and (new.figures_date is None or not new.figures_source.strip()):
        return {"figures_source": "Give the day and the source of the figures, or leave the figures out"}
    if len(new.figures_source) > LONGEST:
        return {"figures_source": f"The source must be {LONGEST:,} characters or fewer"}
    if len(new.region) > LONGEST_REGION:
        return {"region": f"The region must be {LONGEST_REGION} characters or fewer"}
    return {}


def _alike(details: Details, before: Sequence[Organisation], into: Sequence[Organisation]) -> dict[str, str]:
    every = [*before, *into]
    if len({one.synthetic for one in every}) > 1:
        return {"before": "An example organisation can only be changed together with other examples"}
    kinds = {one.kind for one in every}
    if len(kinds) > 1 and not kinds <= POLICING_KINDS:
        return {"before": "Only policing bodies go together, and other organisations with their own kind"}
    if not details.source_url and not before[0].synthetic:
        return {"source_url": "Give the address of the published source of this change"}
    return {}


def _when(details: Details, before: Sequence[Organisation]) -> dict[str, str]:
    least = timedelta(days=0 if details.kind is ReorganisationKind.RENAME else 1)  # a merger ends them the day before
    for one in before:
        if one.valid_from is not None and details.on - least < one.valid_from:
            return {"on": f"The day must be after {one.valid_from:%d %B %Y}, when {one.name} began"}
    return _renamed_later(details.on, before[0]) if details.kind is ReorganisationKind.RENAME else {}


def _renamed_later(on: date, one: Organisation) -> dict[str, str]:
    """Names follow one another: a new one cannot begin before the present one did."""
    began = db.session.scalar(
        select(func.max(FormerName.until)).where(FormerName.organisation_id == one.id, FormerName.undone_at.is_(None))
    )
    if began is None or on >= began:
        return {}
    return {"on": f"It has been called {one.name} since {began.day} {began:%B %Y}. Give that day or a later one"}


def kind_of(before: Sequence[Organisation]) -> OrganisationKind:
    """What those that begin are: as the first of those before."""
    return before[0].kind
