"""Streams of money whose facts were last true a year ago, as far as was said."""

from datetime import date

from registry.catalogue.queries import scope
from registry.core.db import db
from registry.freshness.queries.facts import Fact
from registry.freshness.queries.kinds.stated import fact_of, old_by
from registry.funding.models import FundingStream
from registry.funding.queries.streams import LOADED, open_to, standing
from registry.rules.policy import Actor

CODE = "funding"


def due(actor: Actor, organisation_ids: frozenset[int], until: date) -> list[Fact]:
    """The streams of these organisations that have not ended and are a year old by a day: one statement."""
    found = old_by(FundingStream, organisation_ids, until, standing(), open_to(actor), scope.visible_to(actor))
    return [fact_of(CODE, row, "funding", row.name) for row in db.session.scalars(found.options(*LOADED))]
