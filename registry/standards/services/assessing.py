"""Stating where a tool stands with a standard."""

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict, Invalid
from registry.core.events import emit
from registry.rules import policy
from registry.rules.policy import Actor, Permission
from registry.rules.words import Compliance, Standing
from registry.standards.events import StandardAssessed
from registry.standards.models import Assessment, Standard, StandardVersion
from registry.standards.queries import readable_tool, standard

ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s]+")


@dataclass(frozen=True)
class AssessmentDetails:
    """An assessment as typed. `replaces_id` is the newest one that the page showed; 0 for none."""

    compliance: str
    proof: str
    proof_url: str
    assessor_role: str
    happened_on: date | None
    expires_on: date | None
    replaces_id: int

    def wrong(self) -> dict[str, str]:
        """What may not be kept, by field."""
        wrong = {}
        if self.compliance not in set(Compliance):
            wrong["compliance"] = "Choose where the tool stands."
        if self.compliance == Compliance.MET and not self.proof:
            wrong["proof"] = "Say what shows that it is met: a document, its date and who signed it."
        if self.compliance in (Compliance.NOT_APPLICABLE, Compliance.EXEMPT) and not self.proof:
            wrong["proof"] = "Say why, in words that others may read."
        if len(self.proof) > 5_000:
            wrong["proof"] = "Shorten this to 5,000 characters or fewer."
        if self.proof_url and (len(self.proof_url) > 2_000 or not ADDRESS.fullmatch(self.proof_url)):
            wrong["proof_url"] = "Enter a whole address that starts with https://"
        if not self.assessor_role or len(self.assessor_role) > 200:
            wrong["assessor_role"] = "Say which role assessed it, for example Data protection officer."
        if self.happened_on is None or self.happened_on > clock.today():
            wrong["happened_on"] = "Say on which day it was assessed, today or earlier."
        elif self.expires_on is not None and self.expires_on < self.happened_on:
            wrong["expires_on"] = "It cannot expire before it was made."
        return wrong


@command
def assess(actor: Actor, slug: str, code: str, details: AssessmentDetails) -> Assessment:
    """State where a tool stands with a standard's current version; an earlier statement is kept and replaced by this one.

    Raises NotAllowed to all but the owner's people, Invalid for what is missing, Conflict when somebody stated it
    since the page was read.
    """
    tool = readable_tool(actor, slug)
    policy.require(actor, Permission.STANDARD_ASSESS, tool)
    against = standard(code)
    wrong = details.wrong()
    if not against.versions:
        wrong["compliance"] = "This standard has no version yet that a tool could be held against."
    if wrong:
        raise Invalid("Nothing was recorded. Mend what is marked.", wrong)
    db.session.execute(select(Tool.id).where(Tool.id == tool.id).with_for_update())
    former = _current(tool.id, against)
    if (former.id if former else 0) != details.replaces_id:
        raise Conflict(
            "Somebody else stated this after you opened the page. Open it again, look at what they said, and decide."
        )
    made = _assessment(actor, tool, against.versions[-1], details)
    db.session.add(made)
    db.session.flush()
    if former is not None:
        former.replaced_by_id = made.id
    emit(
        StandardAssessed(
            actor_id=actor.id,
            tool_id=tool.id,
            organisation_id=tool.owner_id,
            assessment_id=made.id,
            version_id=made.version_id,
            compliance=made.compliance.value,
            replaces_id=former.id if former else None,
        )
    )
    return made


def _current(tool_id: int, against: Standard) -> Assessment | None:
    return db.session.scalar(
        select(Assessment)
        .join(Assessment.version)
        .where(
            Assessment.tool_id == tool_id,
            StandardVersion.standard_id == against.id,
            Assessment.replaced_by_id.is_(None),
        )
        .order_by(Assessment.id.desc())
        .limit(1)
    )


def _assessment(actor: Actor, tool: Tool, version: StandardVersion, details: AssessmentDetails) -> Assessment:
    return Assessment(
        tool_id=tool.id,
        version_id=version.id,
        compliance=Compliance(details.compliance),
        proof=details.proof or None,
        proof_url=details.proof_url or None,
        assessor_role=details.assessor_role,
        happened_on=details.happened_on or clock.today(),
        expires_on=details.expires_on,
        standing=Standing.CONFIRMED,
        recorded_at=clock.now(),
        recorded_by_id=actor.id,
        synthetic=tool.synthetic,
    )
