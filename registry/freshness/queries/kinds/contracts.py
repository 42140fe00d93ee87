"""Contracts whose facts were last true a year ago, as far as was said."""

from datetime import date

from sqlalchemy.orm import joinedload

from registry.catalogue.models import Contract
from registry.catalogue.queries import scope
from registry.contracts.queries.contracts import open_to, standing
from registry.core.db import db
from registry.freshness.queries.facts import Fact
from registry.freshness.queries.kinds.stated import fact_of, old_by
from registry.rules.policy import Actor

CODE = "contract"


def due(actor: Actor, organisation_ids: frozenset[int], until: date) -> list[Fact]:
    """The contracts of these organisations that have not ended and are a year old by a day: one statement."""
    found = old_by(Contract, organisation_ids, until, standing(), open_to(actor), scope.visible_to(actor))
    shown = (joinedload(Contract.tool), joinedload(Contract.organisation), joinedload(Contract.supplier))
    rows = db.session.scalars(found.options(*shown))
    return [fact_of(CODE, row, "contracts", row.supplier.name) for row in rows]
