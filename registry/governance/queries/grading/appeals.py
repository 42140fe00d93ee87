"""Settled grades against which a lead may appeal, with the clock."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from registry.catalogue.models import Tool
from registry.catalogue.queries import scope
from registry.core import clock
from registry.core.db import db
from registry.evidence.models import Claim, Evidence
from registry.governance.models import Grading
from registry.governance.queries.grading.subject import APPEAL
from registry.rules.lifecycles import GRADING_OPEN, GradingState
from registry.rules.policy import Actor
from registry.rules.words import GradeStanding, GradingCause, Role

MOST = 100


@dataclass(frozen=True)
class Appealable:
    """A grade that may be appealed against, and until when."""

    claim_id: int
    outcome: str
    slug: str
    tool: str
    until: date


def appealable(actor: Actor) -> list[Appealable]:
    """Settled grades of what the actor leads, or that was measured where they lead, the one that ends first first: one statement."""
    led = actor.at(Role.LEAD)
    if not led:
        return []
    later = aliased(Grading)
    under_way = select(later.id).where(later.claim_id == Claim.id, later.state.in_(GRADING_OPEN))
    site = func.coalesce(Evidence.site_today_id, Evidence.site_id)
    statement = (
        select(Claim.id, Claim.outcome, Tool.slug, Tool.name, Grading.settled_on)
        .join(Grading, Grading.claim_id == Claim.id)
        .join(Evidence, Evidence.id == Claim.evidence_id)
        .join(Tool, Tool.id == Evidence.tool_id)
        .where(
            scope.visible_to(actor),
            or_(Tool.owner_id.in_(led), site.in_(led) if actor.policing else Tool.owner_id.in_(led)),
            Grading.state == GradingState.SETTLED,
            Grading.cause != GradingCause.APPEAL,
            Grading.settled_on >= clock.today() - APPEAL,
            Claim.grade_standing == GradeStanding.CONFIRMED,
            Claim.withdrawn_at.is_(None),
            Evidence.withdrawn_at.is_(None),
            ~under_way.correlate(Claim).exists(),
        )
        .order_by(Grading.settled_on, Claim.id)
        .limit(MOST)
    )
    return [
        Appealable(row.id, row.outcome, row.slug, row.name, row.settled_on + APPEAL)
        for row in db.session.execute(statement)
    ]
