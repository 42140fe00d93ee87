"""Correcting and withdrawing: a later row names the one that was wrong, which is kept and no longer shows or counts."""

from sqlalchemy import select

from registry.attachments.services import move_files
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Invalid
from registry.core.events import emit
from registry.evidence.events import ClaimCorrected, ClaimWithdrawn, EvidenceCorrected, EvidenceWithdrawn
from registry.evidence.models import Claim, Evidence
from registry.evidence.queries import At, claim_of, parent_of
from registry.evidence.services.adding import CHANGED, changeable, refuse_second, refuse_wrong_site
from registry.evidence.services.details import LIMITS, ClaimDetails, EvidenceDetails
from registry.evidence.services.grading import grade_provisionally
from registry.evidence.services.rows import claim_values, copied, measures, same_outcome, study_values, units
from registry.evidence.services.series import move_series
from registry.rules import policy
from registry.rules.policy import Actor, Permission

GRADED = ("design", "design_answers")  # what the grade of an outcome rests on besides its own figures
LIFE = ("recorded_at", "recorded_by_id", "withdrawn_at", "corrects_id", "correction")


@command
def correct_evidence(actor: Actor, slug: str, evidence_id: int, details: EvidenceDetails, reason: str) -> Evidence:
    """Correct what is said of a study: a new row names the wrong one, and takes its outcomes and files with it.

    Raises NotAllowed as adding does, at the old site and the new; Invalid for what cannot be kept, without a reason, or
    when somebody corrected it meanwhile.
    """
    tool, item = changeable(actor, slug, evidence_id)
    if item.id != evidence_id:
        raise Invalid(CHANGED)
    policy.require(actor, Permission.EVIDENCE_ADD, At(tool.id, tool.owner_id, details.site_id))
    wrong = {**details.wrong(), **_unreasoned(reason)}
    refuse_wrong_site(details, wrong)
    values = {} if wrong else study_values(details)
    if values and all(getattr(item, name) == value for name, value in values.items()):
        wrong["title"] = "Nothing differs from what is recorded. Change what is wrong, or leave it as it is."
    if wrong:
        raise Invalid("Nothing was corrected. Mend what is marked.", wrong)
    refuse_second(tool, details, besides=item.id)
    corrected = _takes_place(actor, item, values, reason)
    emit(
        EvidenceCorrected(
            actor_id=actor.id,
            tool_id=tool.id,
            organisation_id=corrected.site_id,
            evidence_id=corrected.id,
            corrects_id=item.id,
        )
    )
    return corrected


@command
def correct_claim(
    actor: Actor, slug: str, evidence_id: int, claim_id: int, details: ClaimDetails, reason: str
) -> Claim:
    """Correct one outcome: a new row names the wrong one. Raises NotAllowed and Invalid as `correct_evidence` does."""
    tool, item = changeable(actor, slug, evidence_id)
    claim = claim_of(item, claim_id)
    if claim.id != claim_id:
        raise Invalid(CHANGED)
    known = measures()
    wrong = {**details.wrong(units(known)), **_unreasoned(reason)}
    values = {} if wrong else claim_values(details, known)
    if values and all(getattr(claim, name) == value for name, value in values.items()):
        wrong["outcome"] = "Nothing differs from what is recorded. Change what is wrong, or leave it as it is."
    elif same_outcome(item.claims, details, besides=claim.id):
        wrong["outcome"] = "This outcome is recorded already."
    if wrong:
        raise Invalid("Nothing was corrected. Mend what is marked.", wrong)
    claim.withdrawn_at = clock.now()
    corrected = Claim(
        recorded_at=claim.withdrawn_at,
        recorded_by_id=actor.id,
        corrects_id=claim.id,
        correction=reason,
        evidence_id=item.id,
        **values,
    )
    db.session.add(corrected)
    db.session.flush()
    grade_provisionally(item, [corrected])
    db.session.expire(item, ["claims"])
    emit(
        ClaimCorrected(
            actor_id=actor.id,
            tool_id=tool.id,
            organisation_id=item.site_id,
            evidence_id=item.id,
            claim_id=corrected.id,
            corrects_id=claim.id,
        )
    )
    return corrected


@command
def withdraw_claim(actor: Actor, slug: str, evidence_id: int, claim_id: int) -> Claim:
    """Take back an outcome that was added by mistake. Raises NotAllowed, and Invalid for the only one of a study."""
    tool, item = changeable(actor, slug, evidence_id)
    claim = claim_of(item, claim_id)
    if len(item.claims) == 1:
        raise Invalid("This is the only outcome of the study. Correct it, or withdraw the study.")
    claim.withdrawn_at = clock.now()
    db.session.flush()
    db.session.expire(item, ["claims"])
    emit(
        ClaimWithdrawn(
            actor_id=actor.id,
            tool_id=tool.id,
            organisation_id=item.site_id,
            evidence_id=item.id,
            claim_id=claim.id,
        )
    )
    return claim


@command
def withdraw_evidence(actor: Actor, slug: str, evidence_id: int) -> Evidence:
    """Take back a study that was added by mistake: it no longer shows or counts, and is kept. Raises NotAllowed."""
    tool, item = changeable(actor, slug, evidence_id)
    item.withdrawn_at = clock.now()
    emit(EvidenceWithdrawn(actor_id=actor.id, tool_id=tool.id, organisation_id=item.site_id, evidence_id=item.id))
    return item


def _takes_place(actor: Actor, item: Evidence, values: dict[str, object], reason: str) -> Evidence:
    moment = clock.now()
    kept = {name: value for name, value in copied(item, *LIFE).items() if name not in values}
    corrected = Evidence(
        recorded_at=moment, recorded_by_id=actor.id, corrects_id=item.id, correction=reason, **kept, **values
    )
    db.session.add(corrected)
    item.withdrawn_at = moment
    db.session.flush()
    claims = db.session.scalars(select(Claim).where(Claim.evidence_id == item.id)).all()
    for claim in claims:
        claim.evidence_id = corrected.id  # an outcome keeps its number, and with it what was said of it
    if any(getattr(corrected, name) != getattr(item, name) for name in GRADED):
        grade_provisionally(corrected, [claim for claim in claims if claim.withdrawn_at is None])
    move_files(parent_of(item), parent_of(corrected))
    move_series(item.id, corrected.id)
    db.session.flush()
    return corrected


def _unreasoned(reason: str) -> dict[str, str]:
    if not reason:
        return {"reason": "Say what was wrong, so that those who read it before know."}
    if len(reason) > LIMITS["reason"]:
        return {"reason": f"Shorten this to {LIMITS['reason']:,} characters or fewer. It has {len(reason):,}."}
    return {}
