"""Streams of money whose facts were last true a year ago, as far as was said."""

from datetime import date

from sqlalchemy import or_, select

from registry.catalogue.queries import scope
from registry.core import clock
from registry.core.db import db
from registry.freshness.queries.facts import MOST, Fact
from registry.funding.models import FundingStream
from registry.funding.queries.streams import LOADED, open_to, standing
from registry.rules.policy import Actor
from registry.rules.staleness import STANDS_FOR

CODE = "funding"


def due(actor: Actor, organisation_ids: frozenset[int], until: date) -> list[Fact]:
    """The streams of these organisations that have not ended and are a year old by a day: one statement."""
    found = (
        select(FundingStream)
        .join(FundingStream.tool)
        .where(
            FundingStream.organisation_id.in_(organisation_ids),
            FundingStream.stated_on <= until - STANDS_FOR,
            or_(FundingStream.ends_on.is_(None), FundingStream.ends_on >= clock.today()),
            standing(),
            open_to(actor),
            scope.visible_to(actor),
        )
        .options(*LOADED)
        .order_by(FundingStream.stated_on, FundingStream.id)
        .limit(MOST)
    )
    return [_fact(row) for row in db.session.scalars(found)]


def _fact(row: FundingStream) -> Fact:
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
        row.stated_on + STANDS_FOR,
        row.stated_on,
        f"/tools/{row.tool.slug}/funding/{row.id}",
        words=row.name,
    )
