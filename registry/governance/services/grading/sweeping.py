"""Reviews of grades that the world has overtaken: evidence that was withdrawn, reviewers who may not review any more."""

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from registry.catalogue.models import Tool
from registry.core.commands import command
from registry.core.db import db
from registry.evidence.models import Claim, Evidence
from registry.governance.models import Grading, GradingSeat
from registry.governance.queries.grading.subject import Subject, around
from registry.governance.services.grading.taking import end_overtaken, let_go_the_unfit
from registry.rules.lifecycles import GRADING_OPEN
from registry.rules.policy import ANONYMOUS


@command
def sweep() -> int:
    """End reviews of what was withdrawn, and free the places of those who may not review any more; returns how many.

    A score that is in stays: its reviewer was independent when they gave it.
    """
    ended = 0
    for found, gone in _under_review():
        if gone or found.overtaken:
            end_overtaken(found)
            ended += 1
            continue
        before = len(found.open_seats)
        ended += before - len(let_go_the_unfit(ANONYMOUS, found).open_seats)
    return ended


def _under_review() -> list[tuple[Subject, bool]]:
    gone = or_(Claim.withdrawn_at.is_not(None), Evidence.withdrawn_at.is_not(None)).label("gone")
    held = select(GradingSeat.id).where(GradingSeat.grading_id == Grading.id, GradingSeat.ended_at.is_(None))
    rows = db.session.execute(
        select(Claim, Tool, gone)
        .join(Grading, Grading.claim_id == Claim.id)
        .join(Evidence, Evidence.id == Claim.evidence_id)
        .join(Tool, Tool.id == Grading.tool_id)
        .where(Grading.state.in_(GRADING_OPEN), or_(gone, held.exists()))
        .options(joinedload(Claim.evidence))
        .order_by(Claim.id)
    ).all()
    return [(around(row.Tool, row.Claim.evidence, row.Claim), row.gone) for row in rows]
