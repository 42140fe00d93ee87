"""Each change of evidence as one action."""

from sqlalchemy import select

from registry.attachments.models import Attachment
from registry.attachments.services import Examined, Keeping, examine, keep
from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.commands import command, let_go
from registry.core.db import db
from registry.core.errors import Invalid
from registry.core.events import emit
from registry.evidence.events import ClaimAdded, EvidenceAdded, EvidenceWithdrawn, FileAttached
from registry.evidence.models import Claim, Evidence
from registry.evidence.queries import At, evidence_item, parent_of, readable_tool
from registry.evidence.services.details import COUNT, ClaimDetails, EvidenceDetails
from registry.evidence.services.grading import grade_provisionally
from registry.measures.models import Measure
from registry.organisations.models import Organisation
from registry.rules import policy
from registry.rules.policy import Actor, Permission
from registry.rules.words import Design, Direction, Measurer, Standing

REPORTED = "This evidence comes from a published source, so only the source changes it. Add your own beside it."


@command
def add_evidence(actor: Actor, slug: str, details: EvidenceDetails, claim: ClaimDetails) -> Evidence:
    """Add a study with its first outcome; it shows at once, as stated by the force, with a provisional grade.

    Raises NotAllowed to all but the owner's people and the lead of the site, Invalid for what cannot be kept.
    """
    tool = readable_tool(actor, slug)
    policy.require(actor, Permission.EVIDENCE_ADD, At(tool.id, tool.owner_id, details.site_id))
    measures = _measures()
    wrong = {**details.wrong(), **claim.wrong(set(measures))}
    site = db.session.get(Organisation, details.site_id) if details.site_id is not None else None
    if details.site_id is not None and site is None:
        wrong["site"] = "Choose an organisation on the list."
    if wrong:
        raise Invalid("The evidence was not added. Mend what is marked.", wrong)
    _refuse_second(tool, details)
    item = _item(actor, tool, details, bool(tool.synthetic or (site and site.synthetic)))
    db.session.add(item)
    db.session.flush()
    _add(item, claim, measures)
    emit(EvidenceAdded(actor_id=actor.id, tool_id=tool.id, organisation_id=item.site_id, evidence_id=item.id))
    return item


@command
def add_claim(actor: Actor, slug: str, evidence_id: int, claim: ClaimDetails) -> Claim:
    """Add one more outcome to a study. Raises NotAllowed and Invalid as `add_evidence` does."""
    tool, item = _changeable(actor, slug, evidence_id)
    measures = _measures()
    wrong = claim.wrong(set(measures))
    if any(known.outcome == claim.outcome and known.result == claim.result for known in item.claims):
        wrong["outcome"] = "This outcome is recorded already."
    if wrong:
        raise Invalid("The outcome was not added. Mend what is marked.", wrong)
    added = _add(item, claim, measures)
    emit(
        ClaimAdded(
            actor_id=actor.id,
            tool_id=tool.id,
            organisation_id=item.site_id,
            evidence_id=item.id,
            claim_id=added.id,
        )
    )
    return added


@command
def withdraw_evidence(actor: Actor, slug: str, evidence_id: int) -> Evidence:
    """Take back a study that was added by mistake: it no longer shows or counts, and is kept. Raises NotAllowed."""
    tool, item = _changeable(actor, slug, evidence_id)
    item.withdrawn_at = clock.now()
    emit(EvidenceWithdrawn(actor_id=actor.id, tool_id=tool.id, organisation_id=item.site_id, evidence_id=item.id))
    return item


def attach_file(
    actor: Actor, slug: str, evidence_id: int, name: str, content: bytes, *, keeping: Keeping
) -> Attachment:
    """Put a file beneath a study, once it was examined. Raises NotAllowed, and Invalid naming why one may not be kept."""
    _changeable(actor, slug, evidence_id)
    let_go()  # reading a file may take seconds, and nobody waits for the database meanwhile
    file = examine(name, content, limit=keeping.limit, turns=keeping.turns)
    return _attach(actor, slug, evidence_id, file, keeping)


@command
def _attach(actor: Actor, slug: str, evidence_id: int, examined: Examined, keeping: Keeping) -> Attachment:
    tool, item = _changeable(actor, slug, evidence_id)
    file = keep(keeping.store, parent_of(item), examined, actor_id=actor.id or 0)
    emit(
        FileAttached(
            actor_id=actor.id,
            tool_id=tool.id,
            organisation_id=item.site_id,
            evidence_id=item.id,
            attachment_id=file.id,
        )
    )
    return file


def _changeable(actor: Actor, slug: str, evidence_id: int) -> tuple[Tool, Evidence]:
    tool, item = evidence_item(actor, slug, evidence_id)
    policy.require(actor, Permission.EVIDENCE_ADD, At(item.id, tool.owner_id, item.site_id))
    if item.standing is Standing.REPORTED:
        raise Invalid(REPORTED)
    return tool, item


def _item(actor: Actor, tool: Tool, details: EvidenceDetails, synthetic: bool) -> Evidence:
    return Evidence(
        tool_id=tool.id,
        site_id=details.site_id,
        site_words=details.site_words or None,
        title=details.title,
        design=Design(details.design),
        design_answers=dict(details.answers) or None,
        measured_by=Measurer(details.measured_by),
        sample=details.sample or None,
        period=details.period or None,
        baseline=details.baseline or None,
        comparator=details.comparator or None,
        source=details.source or None,
        source_url=details.source_url or None,
        published_on=details.published_on or None,
        standing=Standing.CONFIRMED,
        recorded_at=clock.now(),
        recorded_by_id=actor.id,
        synthetic=synthetic,
    )


def _add(item: Evidence, claim: ClaimDetails, measures: dict[str, int]) -> Claim:
    added = Claim(
        evidence_id=item.id,
        outcome=claim.outcome,
        measure_id=measures.get(claim.measure),
        local_measure=claim.local_measure or None,
        result=claim.result,
        value=claim.number if claim.value else None,
        unit=claim.unit or None,
        period=claim.claim_period or None,
        basis=claim.basis or None,
        ex_ante=claim.ex_ante == "ex-ante",
        cashable={"yes": True, "no": False}.get(claim.cashable),
        direction=None if claim.direction == COUNT else Direction(claim.direction),
    )
    db.session.add(added)
    db.session.flush()
    grade_provisionally(item, [added])
    return added


def _measures() -> dict[str, int]:
    return {row.code: row.id for row in db.session.execute(select(Measure.code, Measure.id))}


def _refuse_second(tool: Tool, details: EvidenceDetails) -> None:
    same = select(Evidence.id).where(
        Evidence.tool_id == tool.id,
        Evidence.title == details.title,
        Evidence.site_id.is_(None) if details.site_id is None else Evidence.site_id == details.site_id,
        Evidence.withdrawn_at.is_(None),
    )
    if db.session.scalar(same.limit(1)) is not None:
        message = (
            "This study is recorded already at this site. Open it and add the outcome to it, or use another title."
        )
        raise Invalid(message, {"title": message})
