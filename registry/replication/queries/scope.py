"""Which adoptions an actor may read: the SQL twin of `adoption:read`, for tools they may read."""

from datetime import date, timedelta

from sqlalchemy import Case, ColumnElement, and_, case, or_

from registry.catalogue.queries import scope as tools
from registry.core import clock
from registry.replication.models import Adoption
from registry.rules.policy import Actor
from registry.rules.words import Standing, Visibility

TRUE_FOR = timedelta(days=180)  # a confirmation


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Adoptions that the actor may read; join Tool, whose own rule is part of it."""
    return and_(tools.visible_to(actor), released_to(actor))


def released_to(actor: Actor) -> ColumnElement[bool]:
    """Adoptions released to the actor by the adopter, whatever the tool."""
    allowed = [Adoption.visibility == Visibility.PUBLIC]
    if actor.policing:
        allowed.append(Adoption.visibility == Visibility.POLICING)
    if actor.organisations:
        allowed.append(Adoption.organisation_id.in_(actor.organisations))
    return or_(*allowed)


def standing_on(day: date | None = None) -> Case[str]:
    """The standing as it reads on a day: a confirmed row past its expiry is unconfirmed."""
    expired = and_(Adoption.standing == Standing.CONFIRMED, Adoption.expires_on < (day or clock.today()))
    return case((expired, Standing.UNCONFIRMED.value), else_=Adoption.standing)
