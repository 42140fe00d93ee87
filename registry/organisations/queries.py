"""Reading organisations. They are public: everyone may know of each."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from registry.core import clock
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.paging import SIZE, Page, page_of_rows
from registry.organisations.models import REGISTRY, EmailDomain, Organisation, Succession
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
    return db.session.scalars(
        joined.where(Succession.successor_id == organisation_id).order_by(Organisation.name)
    ).all()


def successors(organisation_id: int) -> Sequence[Organisation]:
    """The organisations that took over from this one, by name."""
    joined = select(Organisation).join(Succession, Succession.successor_id == Organisation.id)
    return db.session.scalars(
        joined.where(Succession.predecessor_id == organisation_id).order_by(Organisation.name)
    ).all()


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
    """Organisations that stand on a day: today by default; a date not known counts as open."""
    day = day or clock.today()
    return and_(
        or_(Organisation.valid_from.is_(None), Organisation.valid_from <= day),
        or_(Organisation.valid_to.is_(None), Organisation.valid_to >= day),
    )


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
