"""The forces of a day: the columns of the matrix, the squares of the map, the whole of the coverage."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from registry.core.db import db
from registry.organisations.models import Organisation
from registry.organisations.queries import name_on, valid_on
from registry.rules.coverage import Weighted
from registry.rules.words import OrganisationKind


def forces(*, example: bool = False, day: date | None = None, region: str | None = None) -> Sequence[Organisation]:
    """The forces of a day by the names of that day, the territorial ones first, each region together: one statement."""
    name = name_on(day) if day else Organisation.name
    found = select(Organisation, name.label("called")).where(
        Organisation.kind == OrganisationKind.FORCE,
        Organisation.synthetic == example,
        valid_on(day),
    )
    if region:
        found = found.where(Organisation.region == region)
    order = (Organisation.territorial.desc(), Organisation.region, Organisation.name)
    return [called(row.Organisation, row.called) for row in db.session.execute(found.order_by(*order))]


def called(organisation: Organisation, name: str) -> Organisation:
    """The organisation under a name that it had once: a copy that no session knows."""
    if organisation.name == name:
        return organisation
    values = {column.key: getattr(organisation, column.key) for column in Organisation.__table__.columns}
    return Organisation(**{**values, "name": name})


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
