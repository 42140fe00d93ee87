"""Adding a study, an outcome or a file; each as one action."""

from sqlalchemy import select

from registry.attachments.models import Attachment
from registry.attachments.services import Examined, Keeping, examine, keep
from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.commands import command, let_go
from registry.core.db import db
from registry.core.errors import Invalid
from registry.core.events import emit
from registry.evidence.events import ClaimAdded, EvidenceAdded, FileAttached
from registry.evidence.models import Claim, Evidence
from registry.evidence.queries import At, evidence_item, parent_of, readable_tool
from registry.evidence.services.details import ClaimDetails, EvidenceDetails
from registry.evidence.services.grading import grade_provisionally
from registry.evidence.services.rows import Measures, claim_values, measures, same_outcome, study_values, units
from registry.organisations.models import Organisation
from registry.rules import policy
from registry.rules.policy import Actor, Permission
from registry.rules.words import Standing

REPORTED = "This evidence comes from a published source, so only the source changes it. Add your own beside it."
CHANGED = (
    "Somebody corrected this after you opened it. What you typed is still in the form. Look at what stands there now, "
    "and send yours again if it is still needed."
)


@command
def add_evidence(actor: Actor, slug: str, details: EvidenceDetails, claim: ClaimDetails) -> Evidence:
    """Add a study with its first outcome; it shows at once, as stated by the force, with a provisional grade.

    Raises NotAllowed to all but the owner's people and the lead of the site, Invalid for what cannot be kept.
    """
    tool = readable_tool(actor, slug)
    policy.require(actor, Permission.EVIDENCE_ADD, At(tool.id, tool.owner_id, details.site_id))
    known = measures()
    wrong = {**details.wrong(), **claim.wrong(units(known))}
    site = refuse_wrong_site(details, wrong)
    if wrong:
        raise Invalid("The evidence was not added. Mend what is marked.", wrong)
    refuse_second(tool, details)
    item = Evidence(
        tool_id=tool.id,
        standing=Standing.CONFIRMED,
        recorded_at=clock.now(),
        recorded_by_id=actor.id,
        synthetic=bool(tool.synthetic or (site and site.synthetic)),
        **study_values(details),
    )
    db.session.add(item)
    db.session.flush()
    _add(actor, item, claim, known)
    emit(EvidenceAdded(actor_id=actor.id, tool_id=tool.id, organisation_id=item.site_id, evidence_id=item.id))
    return item


@command
def add_claim(actor: Actor, slug: str, evidence_id: int, claim: ClaimDetails) -> Claim:
    """Add one more outcome to a study. Raises NotAllowed and Invalid as `add_evidence` does."""
    tool, item = changeable(actor, slug, evidence_id)
    known = measures()
    wrong = claim.wrong(units(known))
    if same_outcome(item.claims, claim):
        wrong["outcome"] = "This outcome is recorded already."
    if wrong:
        raise Invalid("The outcome was not added. Mend what is marked.", wrong)
    added = _add(actor, item, claim, known)
    db.session.expire(item, ["claims"])
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


def attach_file(
    actor: Actor, slug: str, evidence_id: int, name: str, content: bytes, *, keeping: Keeping
) -> Attachment:
    """Put a file beneath a study, once it was examined. Raises NotAllowed, and Invalid naming why one may not be kept."""
    changeable(actor, slug, evidence_id)
    let_go()  # reading a file may take seconds, and nobody waits for the database meanwhile
    file = examine(name, content, limit=keeping.limit, turns=keeping.turns)
    return _attach(actor, slug, evidence_id, file, keeping)


@command
def _attach(actor: Actor, slug: str, evidence_id: int, examined: Examined, keeping: Keeping) -> Attachment:
    tool, item = changeable(actor, slug, evidence_id)
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


def changeable(actor: Actor, slug: str, evidence_id: int) -> tuple[Tool, Evidence]:
    """A study that the actor may add to, correct or withdraw, or the one that corrected it.

    Raises NotAllowed, and Invalid for one that was read from a published source.
    """
    tool, item = evidence_item(actor, slug, evidence_id)
    policy.require(actor, Permission.EVIDENCE_ADD, At(item.id, tool.owner_id, item.site_id))
    if item.standing is Standing.REPORTED:
        raise Invalid(REPORTED)
    return tool, item


def refuse_wrong_site(details: EvidenceDetails, wrong: dict[str, str]) -> Organisation | None:
    """The site, with a word among what is wrong when it is no organisation."""
    site = db.session.get(Organisation, details.site_id) if details.site_id is not None else None
    if details.site_id is not None and site is None:
        wrong["site"] = "Choose an organisation on the list."
    return site


def refuse_second(tool: Tool, details: EvidenceDetails, besides: int = 0) -> None:
    """Raise Invalid when the tool has a study of this name at this site already."""
    same = select(Evidence.id).where(
        Evidence.tool_id == tool.id,
        Evidence.title == details.title,
        Evidence.site_id.is_(None) if details.site_id is None else Evidence.site_id == details.site_id,
        Evidence.withdrawn_at.is_(None),
        Evidence.id != besides,
    )
    if db.session.scalar(same.limit(1)) is not None:
        message = (
            "This study is recorded already at this site. Open it and add the outcome to it, or use another title."
        )
        raise Invalid(message, {"title": message})


def _add(actor: Actor, item: Evidence, claim: ClaimDetails, known: Measures) -> Claim:
    added = Claim(evidence_id=item.id, recorded_at=clock.now(), recorded_by_id=actor.id, **claim_values(claim, known))
    db.session.add(added)
    db.session.flush()
    grade_provisionally(item, [added])
    return added
