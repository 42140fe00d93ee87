"""Contracts whose facts were last true a year ago, as far as was said."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from registry.catalogue.models import Contract
from registry.catalogue.queries import scope
from registry.catalogue.queries.contracts import OLD, open_to, standing
from registry.core import clock
from registry.core.db import db
from registry.freshness.queries.facts import MOST, Fact
from registry.rules.policy import Actor

CODE = "contract"


def due(actor: Actor, organisation_ids: frozenset[int], until: date) -> list[Fact]:
    """The contracts of these organisations that have not ended and are a year old by a day: one statement."""
    found = (
        select(Contract)
        .join(Contract.tool)
        .where(
            Contract.organisation_id.in_(organisation_ids),
            Contract.stated_on <= until - OLD,
            or_(Contract.ends_on.is_(None), Contract.ends_on >= clock.today()),
            standing(),
            open_to(actor),
            scope.visible_to(actor),
        )
        .options(joinedload(Contract.tool), joinedload(Contract.organisation), joinedload(Contract.supplier))
        .order_by(Contract.stated_on, Contract.id)
        .limit(MOST)
    )
    return [_fact(row) for row in db.session.scalars(found)]


def _fact(row: Contract) -> Fact:
    return Fact(
        CODE,
        row.id,
        row.stated_on.toordinal(),
        row.organisation_id,
        row.organisation.slug,
        row.organisation.name,
        row.tool_id,
        row.tool.slug,
        row.tool.name,
        row.stated_on + OLD,
        row.stated_on,
        f"/tools/{row.tool.slug}/contracts/{row.id}",
        words=row.supplier.name,
    )
