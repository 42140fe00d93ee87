"""An assurer signs an assessment, or sends it back. Whoever made it does neither."""

from dataclasses import dataclass

from sqlalchemy import select

from registry.assurance.events import AssessmentSigned
from registry.assurance.queries.inherited import local_of
from registry.assurance.queries.standing import history
from registry.assurance.queries.subjects import Subject, subject_to
from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict, Invalid, NotFound, WrongState
from registry.core.events import emit
from registry.replication.services.gates import assessed
from registry.rules.policy import Actor, Permission
from registry.standards.models import Assessment, SignOff
from registry.standards.queries import standard

SIGNED, SENT_BACK = "signed", "sent-back"


@dataclass(frozen=True)
class SignOffDetails:
    """A sign-off as typed, of the assessment that the page showed."""

    outcome: str
    role: str
    note: str
    assessment_id: int
    releases_proof: bool = False

    def wrong(self) -> dict[str, str]:
        """What may not be kept, by field."""
        wrong = {}
        if self.outcome not in (SIGNED, SENT_BACK):
            wrong["outcome"] = "Choose whether you sign it or send it back."
        if not self.role or len(self.role) > 200:
            wrong["role"] = "Say in which role, for example Senior information risk owner."
        if self.outcome == SENT_BACK and not self.note:
            wrong["note"] = "Say what has to change."
        elif len(self.note) > 2_000:
            wrong["note"] = "Shorten this to 2,000 characters or fewer."
        return wrong


@command
def sign_assessment(
    actor: Actor, slug: str, code: str, details: SignOffDetails, organisation: str | None = None
) -> SignOff:
    """Sign the present assessment, or send it back with what has to change.

    Raises NotAllowed to all but assurers of who answers for it, WrongState to whoever made it or while what is inherited
    is not checked, Conflict when it was replaced or signed since the page was read.
    """
    about = subject_to(Permission.ASSESSMENT_SIGN, actor, slug, organisation)
    against = standard(code)
    db.session.execute(select(Tool.id).where(Tool.id == about.tool.id).with_for_update())
    held = next((row for row in history(about, against.id) if row.replaced_by_id is None), None)
    if held is None:
        raise _nothing(actor, about, code)
    _refuse(actor, held, details)
    wrong = details.wrong()
    if wrong:
        raise Invalid("Nothing was recorded. Mend what is marked.", wrong)
    made = SignOff(
        assessment_id=held.id,
        signed=details.outcome == SIGNED,
        role=details.role,
        note=details.note or None,
        releases_proof=details.releases_proof and details.outcome == SIGNED,
        recorded_at=clock.now(),
        recorded_by_id=actor.id,
    )
    db.session.add(made)
    db.session.flush()
    emit(
        AssessmentSigned(
            actor_id=actor.id,
            tool_id=about.tool.id,
            organisation_id=about.owner_id,
            adoption_id=about.adoption_id,
            assessment_id=held.id,
            signed=made.signed,
            releases_proof=made.releases_proof,
        )
    )
    if about.adoption_id is not None:
        assessed(actor, about.adoption_id, code)
    return made


def _nothing(actor: Actor, about: Subject, code: str) -> WrongState | NotFound:
    """Why nothing can be signed: what is inherited and not checked is named."""
    home = about.organisation
    found = local_of(actor, about.tool, home, about.content, code) if home else None
    if found is None or not found.to_check:
        return NotFound("Nothing is stated yet that could be signed.")
    named = "; ".join(line.requirement.text.rstrip(".") for line in found.to_check)
    return WrongState(f"These are inherited and not checked: {named}. Your force checks and states them first.")


def _refuse(actor: Actor, held: Assessment, details: SignOffDetails) -> None:
    if held.id != details.assessment_id:
        raise Conflict("It was stated anew after you opened the page. Open it again and look at what you would sign.")
    if held.signoff is not None:
        raise Conflict("Somebody has signed this or sent it back already. Open it again and look.")
    if held.recorded_by_id is not None and held.recorded_by_id == actor.id:
        raise WrongState("You assessed this yourself. Another assurer of your force signs it.")
