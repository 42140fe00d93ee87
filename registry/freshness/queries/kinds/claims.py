"""Outcomes that a force stated and has not looked at for a year."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select

from registry.catalogue.models import Tool
from registry.catalogue.queries import scope
from registry.core import clock
from registry.core.db import db
from registry.evidence.models import Claim, Evidence
from registry.freshness.queries.facts import MOST, Fact
from registry.organisations.models import Organisation
from registry.rules.policy import Actor
from registry.rules.words import Standing

CODE = "claim"
TRUE_FOR = timedelta(days=365)


def due(actor: Actor, organisation_ids: frozenset[int], until: date) -> list[Fact]:
    """The outcomes that these organisations stated, of their own sites or tools, a year old by a day: one statement.

    What a published source reports is the source's to change, and is never due.
    """
    told = func.coalesce(Claim.recorded_at, Evidence.recorded_at)
    told_before = clock.end_of(until - TRUE_FOR)
    found = (
        select(Claim, Evidence, Tool, Organisation)
        .join(Evidence, Evidence.id == Claim.evidence_id)
        .join(Tool, Tool.id == Evidence.tool_id)
        .join(Organisation, Organisation.id == func.coalesce(Evidence.site_id, Tool.owner_id))
        .where(
            Organisation.id.in_(organisation_ids),
            Evidence.standing != Standing.REPORTED,
            Claim.withdrawn_at.is_(None),
            Evidence.withdrawn_at.is_(None),
            scope.visible_to(actor),
            or_(
                Claim.confirmed_on <= until - TRUE_FOR,
                and_(Claim.confirmed_on.is_(None), told < told_before),
            ),
        )
        .order_by(told, Claim.id)
        .limit(MOST)
    )
    return [_fact(row) for row in db.session.execute(found)]


def _fact(row: Any) -> Fact:
    claim, tool, home = row.Claim, row.Tool, row.Organisation
    said = claim.confirmed_on or (claim.recorded_at or row.Evidence.recorded_at).astimezone(clock.LONDON).date()
    return Fact(
        CODE,
        claim.id,
        claim.confirmed_on.toordinal() if claim.confirmed_on else 0,
        home.id,
        home.slug,
        home.name,
        tool.id,
        tool.slug,
        tool.name,
        said + TRUE_FOR,
        said,
        f"/tools/{tool.slug}/evidence/{row.Evidence.id}",
        words=claim.outcome,
    )
