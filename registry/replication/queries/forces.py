"""The forces of a day: the columns of the matrix, the squares of the map, the whole of the coverage."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select

from registry.core import clock
from registry.core.db import db
from registry.organisations.models import Organisation
from registry.rules.coverage import Weighted
from registry.rules.words import OrganisationKind


def valid_on(day: date) -> ColumnElement[bool]:
    """Organisations that exist on a day."""
    return and_(
        or_(Organisation.valid_from.is_(None), Organisation.valid_from <= day),
        or_(Organisation.valid_to.is_(None), Organisation.valid_to >= day),
    )


def forces(*, example: bool = False, day: date | None = None, region: str | None = None) -> Sequence[Organisation]:
    """The forces of a day, the territorial ones first, each region together: one statement."""
    found = select(Organisation).where(
        Organisation.kind == OrganisationKind.FORCE,
        Organisation.synthetic == example,
        valid_on(day or clock.today()),
    )
    if region:
        found = found.where(Organisation.region == region)
    order = (Organisation.territorial.desc(), Organisation.region, Organisation.name)
    return db.session.scalars(found.order_by(*order)).all()


def weighted(organisations: Sequence[Organisation]) -> list[Weighted]:
    """The territorial ones among them with their weights: the whole of the coverage."""
    return [
        Weighted(
            force.id,
            force.officers_fte,
            force.officers_date,
            force.officers_source,
            force.population,
            force.population_date,
            force.population_source,
        )
        for force in organisations
        if force.territorial
    ]
