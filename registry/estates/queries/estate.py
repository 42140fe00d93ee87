"""The systems of organisations: the rows for the organisation itself, and what may be drawn from them for others."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from registry.catalogue.queries.terms import terms
from registry.core import clock
from registry.core.db import db
from registry.estates.models import EstateItem, EstateSharing
from registry.organisations.models import Organisation
from registry.organisations.queries import organisation
from registry.rules.policy import Actor, Permission, allows, require
from registry.rules.staleness import is_old, oldest
from registry.rules.words import Role

VOCABULARY = "system"


@dataclass(frozen=True)
class Place:
    """The systems of an organisation, for the policy to judge."""

    organisation_id: int

    @property
    def id(self) -> int:
        """How the audit trail names it."""
        return self.organisation_id


@dataclass(frozen=True)
class Line:
    """One kind of system as the organisation's own people see it."""

    code: str
    label: str
    held: bool | None
    family: str
    stated_on: date | None

    @property
    def old(self) -> bool:
        """Whether it was last said to be true so long ago that it reads as not stated."""
        return self.held is not None and self.stated_on is not None and is_old(self.stated_on, clock.today())


@dataclass(frozen=True)
class Estate:
    """The page of an organisation's systems."""

    organisation: Organisation
    lines: Sequence[Line]
    agreed: bool
    edits: bool
    shares: bool
    read_at: int  # the newest row that was read

    @property
    def stated(self) -> list[Line]:
        """What counts today."""
        return [line for line in self.lines if line.held is not None and not line.old]

    @property
    def old(self) -> list[Line]:
        """What waits for somebody to say that it still stands."""
        return [line for line in self.lines if line.old]


def estate(actor: Actor, slug: str, permission: Permission = Permission.ESTATE_READ) -> Estate:
    """The systems of the actor's own organisation: five statements.

    Raises NotFound for an unknown organisation, NotAllowed to those of others and to those whose role does not let them.
    """
    found = organisation(slug)
    place = Place(found.id)
    require(actor, permission, place)
    rows = {row.category: row for row in standing_at(found.id)}
    labels = terms().get(VOCABULARY, {})
    return Estate(
        found,
        [line_of(code, label, rows.get(code)) for code, label in labels.items()],
        agreed(found.id),
        allows(actor, Permission.ESTATE_EDIT, place),
        allows(actor, Permission.ESTATE_SHARE, place),
        db.session.scalar(newest_at(found.id)) or 0,
    )


def newest_at(organisation_id: Any) -> Select[int]:
    """The newest that an organisation said of its systems, whatever it said: what a page of them was read at."""
    return select(func.max(EstateItem.id)).where(EstateItem.organisation_id == organisation_id)


def standing_at(organisation_id: int) -> Sequence[EstateItem]:
    """What an organisation says of its systems, whoever may read it: one statement."""
    found = select(EstateItem).where(
        EstateItem.organisation_id == organisation_id, EstateItem.replaced_by_id.is_(None), EstateItem.held.is_not(None)
    )
    return db.session.scalars(found.order_by(EstateItem.id)).all()


def agreed(organisation_id: int) -> bool:
    """Whether an organisation lets others be told what fits: one statement."""
    found = select(EstateSharing.agreed).where(
        EstateSharing.organisation_id == organisation_id, EstateSharing.replaced_by_id.is_(None)
    )
    return bool(db.session.scalar(found))


def estate_mark() -> tuple[int, int]:
    """What changes whenever an organisation says something of its systems, or of who is told: one statement."""
    newest = select(
        select(func.max(EstateItem.id)).scalar_subquery(), select(func.max(EstateSharing.id)).scalar_subquery()
    )
    items, sharing = db.session.execute(newest).one()
    return items or 0, sharing or 0


def estates_for(actor: Actor, organisation_ids: Collection[int] | None = None) -> dict[int, dict[str, bool]]:
    """What counts today of the systems of the actor's own organisations and, for policing, of those that agreed.

    To draw from, never to show: one statement. What is older than 12 months is left out.
    """
    shared = select(EstateSharing.organisation_id).where(EstateSharing.agreed, EstateSharing.replaced_by_id.is_(None))
    own = EstateItem.organisation_id.in_(actor.organisations)
    found = select(EstateItem.organisation_id, EstateItem.category, EstateItem.held).where(
        EstateItem.replaced_by_id.is_(None),
        EstateItem.held.is_not(None),
        EstateItem.stated_on >= oldest(clock.today()),
        own | EstateItem.organisation_id.in_(shared) if actor.policing else own,
    )
    if organisation_ids is not None:
        found = found.where(EstateItem.organisation_id.in_(organisation_ids))
    estates: dict[int, dict[str, bool]] = {}
    for key, category, held in db.session.execute(found):
        estates.setdefault(key, {})[category] = bool(held)
    return estates


def homes(actor: Actor) -> list[int]:
    """The organisations of which the actor looks after the systems."""
    return sorted(actor.at(Role.LEAD) | actor.at(Role.CONTRIBUTOR))


def system_labels() -> Mapping[str, str]:
    """The kinds of system in words: one statement."""
    return terms().get(VOCABULARY, {})


def line_of(code: str, label: str, row: EstateItem | None) -> Line:
    """One kind of system, with what was stated of it if anything was."""
    if row is None:
        return Line(code, label, None, "", None)
    return Line(code, label, row.held, row.family or "", row.stated_on)
