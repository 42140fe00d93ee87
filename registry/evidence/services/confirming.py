"""Saying that an outcome which a force stated still stands."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from registry.catalogue.models import Tool
from registry.catalogue.queries import scope
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict, NotFound
from registry.core.events import emit
from registry.evidence.events import ClaimConfirmed
from registry.evidence.models import Claim, Evidence
from registry.evidence.queries import At
from registry.rules import policy
from registry.rules.policy import Actor, Permission
from registry.rules.words import Standing


@command
def confirm_claim(actor: Actor, claim_id: int, revision: int) -> Claim:
    """Date an outcome today; nothing else of it changes, its grade least of all.

    Raises NotFound for one that was withdrawn, is reported by a source or may not be known, NotAllowed to all but the
    leads of its owner and its site, Conflict when it was confirmed meanwhile.
    """
    claim = db.session.scalar(
        select(Claim)
        .join(Evidence, Evidence.id == Claim.evidence_id)
        .join(Tool, Tool.id == Evidence.tool_id)
        .where(
            Claim.id == claim_id,
            Claim.withdrawn_at.is_(None),
            Evidence.withdrawn_at.is_(None),
            Evidence.standing != Standing.REPORTED,
            scope.visible_to(actor),
        )
        .options(joinedload(Claim.evidence))
        .with_for_update(of=Claim)
        .execution_options(populate_existing=True)
    )
    if claim is None:
        raise NotFound("There is no such outcome, or it is not your force's to confirm.")
    item = claim.evidence
    owner_id = db.session.scalar(select(Tool.owner_id).where(Tool.id == item.tool_id)) or 0
    policy.require(actor, Permission.EVIDENCE_CONFIRM, At(item.id, owner_id, item.site_id))
    if revision_of(claim) != revision:
        raise Conflict("This outcome was confirmed or changed after you opened the page. Look at it again.")
    claim.confirmed_on = clock.today()
    emit(
        ClaimConfirmed(
            actor_id=actor.id,
            tool_id=item.tool_id,
            organisation_id=item.site_id,
            evidence_id=item.id,
            claim_id=claim.id,
        )
    )
    return claim


def revision_of(claim: Claim) -> int:
    """What changes whenever it is confirmed."""
    return claim.confirmed_on.toordinal() if claim.confirmed_on else 0
