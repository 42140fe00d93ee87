"""Reading organisations. They are public: everyone may know of each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from registry.core import clock
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.paging import SIZE, Page, page_of_rows
from registry.organisations.models import REGISTRY, EmailDomain, FormerName, Organisation, Succession
from registry.rules.words import OrganisationKind


def organisation(slug: str) -> Organisation:
    """The organisation at this address.

    Raises NotFound for an unknown slug.
    """
    return _found(db.session.scalar(select(Organisation).where(Organisation.slug == slug)))


def organisation_by_id(organisation_id: int) -> Organisation:
    """The organisation with this number.

    Raises NotFound for an unknown one.
    """
    return _found(db.session.get(Organisation, organisation_id))


def standing(organisation_id: int) -> Select[Organisation]:
    """The organisation as it is now, kept from ending until the running action is over."""
    return (
        select(Organisation)
        .where(Organisation.id == organisation_id)
        .with_for_update(read=True, key_share=True)
        .execution_options(populate_existing=True)
    )


def registry_itself() -> Organisation:
    """The registry as an owner: "the registry, from published sources".

    Raises NotFound before the reference data are there.
    """
    return organisation(REGISTRY)


def organisations(
    kind: OrganisationKind | None = None, number: int | None = 1, on: date | None = None, *, size: int = SIZE
) -> Page[Organisation]:
    """A page of organisations by name, valid on a day (today by default), of one kind or of all."""
    return page_of_rows(_listed(on, [kind] if kind else list(OrganisationKind)), number, size)


def names_on(ids: Collection[int], day: date) -> dict[int, str]:
    """What organisations were called on a day: one statement."""
    rows = db.session.execute(select(Organisation.id, name_on(day)).where(Organisation.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


def of_kinds(*kinds: OrganisationKind, on: date | None = None) -> Sequence[Organisation]:
    """Every organisation of these kinds that is valid on a day, by name: for choices in a form."""
    return db.session.scalars(_listed(on, kinds)).all()


def forces(
    on: date | None = None, *, territorial: bool = False, synthetic: bool | None = None
) -> Sequence[Organisation]:
    """Every force valid on a day (today by default), by name.

    `territorial` keeps to those of England and Wales that maps and coverage count; `synthetic` keeps to
    invented or to real ones.
    """
    statement = _listed(on, [OrganisationKind.FORCE])
    if territorial:
        statement = statement.where(Organisation.territorial)
    if synthetic is not None:
        statement = statement.where(Organisation.synthetic == synthetic)
    return db.session.scalars(statement).all()


def by_ids(ids: Collection[int]) -> dict[int, Organisation]:
    """Organisations by their numbers: one statement for a whole page."""
    if not ids:
        return {}
    return {found.id: found for found in db.session.scalars(select(Organisation).where(Organisation.id.in_(ids)))}


def predecessors(organisation_id: int) -> Sequence[Organisation]:
    """The organisations that this one took over from, by name."""
    joined = select(Organisation).join(Succession, Succession.predecessor_id == Organisation.id)
    found = joined.where(Succession.successor_id == organisation_id, Succession.undone_at.is_(None))
    return db.session.scalars(found.order_by(Organisation.name)).all()


def successors(organisation_id: int) -> Sequence[Organisation]:
    """The organisations that took over from this one, by name."""
    joined = select(Organisation).join(Succession, Succession.successor_id == Organisation.id)
    found = joined.where(Succession.predecessor_id == organisation_id, Succession.undone_at.is_(None))
    return db.session.scalars(found.order_by(Organisation.name)).all()


def email_domain(address: str) -> EmailDomain | None:
    """The policing domain that an e-mail address lies in or beneath, the closest one; nothing for others."""
    labels = address.rpartition("@")[2].strip().lower().split(".")
    beneath = [".".join(labels[start:]) for start in range(len(labels))] if "@" in address else []
    return db.session.scalar(
        select(EmailDomain)
        .where(EmailDomain.domain.in_(beneath))
        .order_by(func.length(EmailDomain.domain).desc())
        .limit(1)
    )


def email_domains() -> Sequence[Any]:
    """Every policing domain with the name of its organisation, if it has one."""
    return db.session.execute(
        select(EmailDomain.domain, Organisation.name)
        .outerjoin(Organisation, Organisation.id == EmailDomain.organisation_id)
        .order_by(EmailDomain.domain)
    ).all()


def valid_on(day: date | None = None) -> ColumnElement[bool]:
    """Organisations that stood on a day, today by default, as far as was recorded by its end; no date counts as open.

    A change that was recorded later had not happened yet in the register of that day, and one that was undone later
    still held in it.
    """
    day = day or clock.today()
    end = clock.end_of(day)
    in_force = and_(
        Succession.happened_on <= day,
        or_(Succession.recorded_at.is_(None), Succession.recorded_at < end),
        or_(Succession.undone_at.is_(None), Succession.undone_at >= end),
    )
    ended = exists().where(Succession.predecessor_id == Organisation.id, in_force)
    not_yet_known = exists().where(
        Succession.predecessor_id == Organisation.id, Succession.undone_at.is_(None), Succession.recorded_at >= end
    )
    begun = and_(Succession.successor_id == Organisation.id, Succession.happened_on == Organisation.valid_from)
    return and_(
        or_(Organisation.valid_from.is_(None), Organisation.valid_from <= day),
        or_(Organisation.valid_to.is_(None), Organisation.valid_to >= day, not_yet_known),
        ~ended,
        or_(~exists().where(begun), exists().where(begun, in_force)),
    )


def name_on(day: date) -> ColumnElement[str]:
    """What an organisation was called on a day, as far as was recorded by its end."""
    end = clock.end_of(day)
    former = (
        select(FormerName.name)
        .where(
            FormerName.organisation_id == Organisation.id,
            or_(FormerName.until > day, FormerName.recorded_at >= end),
            or_(FormerName.undone_at.is_(None), FormerName.undone_at >= end),
        )
        .order_by(FormerName.until, FormerName.id)
        .limit(1)
        .correlate(Organisation)
        .scalar_subquery()
    )
    return func.coalesce(former, Organisation.name)


def those_who_go_on(ids: Collection[int]) -> set[int]:
    """These organisations, and in the place of each that has ended those that stand for it today."""
    found, ahead = set(), set(ids)
    while ahead:
        pairs = db.session.execute(
            select(Succession.predecessor_id, Succession.successor_id).where(
                Succession.predecessor_id.in_(ahead), Succession.undone_at.is_(None)
            )
        ).all()
        found |= ahead - {row.predecessor_id for row in pairs}
        ahead = {row.successor_id for row in pairs} - found
    return found


@dataclass(frozen=True)
class Followed:
    """An organisation before or after another one, and the last day before the change."""

    slug: str
    name: str
    until: date
    before: bool


def followed(organisation_id: int) -> list[Followed]:
    """The organisations that this one took over from and those that took over from it: one statement."""
    other = or_(Organisation.id == Succession.predecessor_id, Organisation.id == Succession.successor_id)
    pair = or_(Succession.predecessor_id == organisation_id, Succession.successor_id == organisation_id)
    rows = db.session.execute(
        select(Organisation.slug, Organisation.name, Succession.happened_on, Succession.successor_id)
        .join(Succession, other)
        .where(pair, Organisation.id != organisation_id, Succession.undone_at.is_(None))
        .order_by(Succession.happened_on, Organisation.name)
    )
    return [
        Followed(row.slug, row.name, row.happened_on - timedelta(days=1), row.successor_id == organisation_id)
        for row in rows
    ]


def former_names(organisation_id: int) -> Sequence[FormerName]:
    """What an organisation was called before, the newest first."""
    found = select(FormerName).where(FormerName.organisation_id == organisation_id, FormerName.undone_at.is_(None))
    return db.session.scalars(found.order_by(FormerName.until.desc(), FormerName.id.desc())).all()


def _listed(on: date | None, kinds: Collection[OrganisationKind]) -> Select[Organisation]:
    return (
        select(Organisation)
        .where(valid_on(on), Organisation.kind.in_(kinds), Organisation.slug != REGISTRY)
        .order_by(Organisation.name)
    )


def _found(organisation: Organisation | None) -> Organisation:
    if organisation is None:
        raise NotFound("No such organisation.")
    return organisation
