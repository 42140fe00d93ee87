"""What forces state of their systems, once it is nearly a year old: each force's as one fact."""

from datetime import date

from sqlalchemy import func, select

from registry.core.db import db
from registry.estates.models import EstateItem
from registry.estates.queries.estate import newest_at
from registry.freshness.queries.facts import Fact
from registry.organisations.models import Organisation
from registry.rules.policy import Actor
from registry.rules.staleness import STANDS_FOR

CODE = "estate"


def due(actor: Actor, organisation_ids: frozenset[int], until: date) -> list[Fact]:
    """The actor's own organisations of whose systems something is a year old by a day: one statement."""
    own = organisation_ids & actor.organisations
    found = (
        select(
            Organisation.id,
            Organisation.slug,
            Organisation.name,
            func.min(EstateItem.stated_on).label("said"),
            newest_at(Organisation.id).correlate(Organisation).scalar_subquery().label("newest"),
        )
        .join(EstateItem, EstateItem.organisation_id == Organisation.id)
        .where(Organisation.id.in_(own), EstateItem.replaced_by_id.is_(None), EstateItem.held.is_not(None))
        .group_by(Organisation.id, Organisation.slug, Organisation.name)
        .having(func.min(EstateItem.stated_on) <= until - STANDS_FOR)
        .order_by(Organisation.name)
    )
    return [
        Fact(
            CODE,
            row.id,
            row.newest,
            row.id,
            row.slug,
            row.name,
            0,
            "",
            "Systems",
            row.said + STANDS_FOR,
            row.said,
            f"/organisations/{row.slug}/systems/change",
        )
        for row in db.session.execute(found)
    ]
