"""Stating where a tool, or one adoption of it, stands with a standard, requirement by requirement."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from registry.assurance.events import StandardAssessed
from registry.assurance.queries.standing import exemptions_of, history, in_force
from registry.assurance.queries.subjects import Subject, subject_to
from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict, Invalid
from registry.core.events import emit
from registry.rules.assessing import months_after, weakest
from registry.rules.policy import Actor, Permission
from registry.rules.words import Compliance, Standing
from registry.standards.models import Assessment, AssessmentAnswer, Exemption, Standard, StandardVersion
from registry.standards.queries import standard

ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s]+")
LONGEST = 5_000


@dataclass(frozen=True)
class Answered:
    """Where it stands with one requirement, and what shows it."""

    compliance: str
    note: str = ""


@dataclass(frozen=True)
class AssessmentDetails:
    """An assessment as typed. `replaces_id` is the newest one that the page showed, 0 for none; `version_id` what it asked."""

    answers: Mapping[str, Answered]  # by the code of the requirement
    proof: str
    proof_url: str
    assessor_role: str
    happened_on: date | None
    expires_on: date | None
    replaces_id: int = 0
    version_id: int = 0

    def wrong(self, version: StandardVersion, exempted: Mapping[str, Exemption]) -> dict[str, str]:
        """What may not be kept, by field."""
        wrong: dict[str, str] = {}
        for asked in version.requirements:
            wrong |= _wrong_answer(asked.code, self.answers.get(asked.code), exempted)
        if not wrong and self.state(version) is Compliance.MET and not self.proof:
            wrong["proof"] = "Say what shows that it is met: a document, its date and the role that signed it."
        if len(self.proof) > LONGEST:
            wrong["proof"] = f"Shorten this to {LONGEST:,} characters or fewer."
        if self.proof_url and (len(self.proof_url) > 2_000 or not ADDRESS.fullmatch(self.proof_url)):
            wrong["proof_url"] = "Enter a whole address that starts with https://"
        if not self.assessor_role or len(self.assessor_role) > 200:
            wrong["assessor_role"] = "Say which role assessed it, for example Data protection officer."
        return wrong

    def wrong_days(self, limit: date | None) -> dict[str, str]:
        """What is wrong with the days."""
        if self.happened_on is None or self.happened_on > clock.today():
            return {"happened_on": "Say on which day it was assessed, today or earlier."}
        if self.expires_on is not None and self.expires_on < self.happened_on:
            return {"expires_on": "It cannot expire before it was made."}
        if limit is not None and self.expires_on is not None and self.expires_on > limit:
            return {
                "expires_on": f"The standard asks for it again by {limit.day} {limit:%B %Y}. Choose that day or earlier."
            }
        return {}

    def state(self, version: StandardVersion) -> Compliance:
        """The state that the answers make, by the printed rule."""
        return weakest(Compliance(self.answers[asked.code].compliance) for asked in version.requirements)


@command
def assess(
    actor: Actor, slug: str, code: str, details: AssessmentDetails, organisation: str | None = None
) -> Assessment:
    """State where it stands with a standard's current version; an earlier statement is kept and replaced by this one.

    Raises NotAllowed to all but those who answer for it, Invalid for what is missing, Conflict when somebody stated it
    or a new version came into use since the page was read.
    """
    about = subject_to(Permission.STANDARD_ASSESS, actor, slug, organisation)
    against = standard(code)
    version = _version(about, against)
    db.session.execute(select(Tool.id).where(Tool.id == about.tool.id).with_for_update())
    former = next((row for row in history(about, against.id) if row.replaced_by_id is None), None)
    _refuse_older(details, version, former)
    exempted = _exempted(exemptions_of(about, against.id), version)
    limit = _limit(against, details.happened_on)
    wrong = details.wrong(version, exempted) | details.wrong_days(limit)
    if wrong:
        raise Invalid("Nothing was recorded. Mend what is marked.", wrong)
    made = _kept(actor, about, version, details, exempted, limit)
    if former is not None:
        former.replaced_by_id = made.id
    emit(
        StandardAssessed(
            actor_id=actor.id,
            tool_id=about.tool.id,
            organisation_id=about.owner_id,
            adoption_id=about.adoption_id,
            assessment_id=made.id,
            version_id=made.version_id,
            compliance=made.compliance.value,
            replaces_id=former.id if former else None,
        )
    )
    return made


def _version(about: Subject, against: Standard) -> StandardVersion:
    if against.judged_on != about.judged_on:
        where = "each force's adoption" if against.judged_on == "adoption" else "the tool itself"
        raise Invalid(f"This standard is judged on {where}. State it there.")
    if not against.versions or not against.versions[-1].requirements:
        raise Invalid("This standard has no version in use yet that says what it asks for.")
    return against.versions[-1]


def _refuse_older(details: AssessmentDetails, version: StandardVersion, former: Assessment | None) -> None:
    if (former.id if former else 0) != details.replaces_id:
        raise Conflict(
            "Somebody else stated this after you opened the page. Open it again, look at what they said, and decide."
        )
    if details.version_id not in (0, version.id):
        raise Conflict(
            f"A new version, {version.label}, came into use after you opened the page. Open it again: what did not change "
            "is filled in for you."
        )


def _exempted(exemptions: Sequence[Exemption], version: StandardVersion) -> dict[str, Exemption]:
    """The exemption in force for each requirement that has one; the one that lasts longest."""
    found: dict[str, Exemption] = {}
    words = {asked.code: asked.text for asked in version.requirements}
    for row in exemptions:
        asked = row.requirement
        if in_force(row, clock.today()) and words.get(asked.code) == asked.text:
            known = found.get(asked.code)
            found[asked.code] = row if known is None or row.expires_on > known.expires_on else known
    return found


def _limit(against: Standard, happened_on: date | None) -> date | None:
    """The last day for which the standard lets an assessment hold."""
    if against.renewal_months is None or happened_on is None:
        return None
    return months_after(happened_on, against.renewal_months)


def _wrong_answer(code: str, answer: Answered | None, exempted: Mapping[str, Exemption]) -> dict[str, str]:
    if answer is None or answer.compliance not in set(Compliance):
        return {f"answer_{code}": "Choose where it stands with this requirement."}
    if answer.compliance == Compliance.EXEMPT and code not in exempted:
        return {
            f"answer_{code}": "No exemption is in force for this. Ask for one first, and choose what is true until then."
        }
    if answer.compliance == Compliance.NOT_APPLICABLE and not answer.note:
        return {f"note_{code}": "Say why it does not apply."}
    return {f"note_{code}": "Shorten this to 2,000 characters or fewer."} if len(answer.note) > 2_000 else {}


def _kept(
    actor: Actor,
    about: Subject,
    version: StandardVersion,
    details: AssessmentDetails,
    exempted: Mapping[str, Exemption],
    limit: date | None,
) -> Assessment:
    used = {code: exempted[code] for code, answer in details.answers.items() if answer.compliance == Compliance.EXEMPT}
    made = Assessment(
        tool_id=about.tool.id,
        adoption_id=about.adoption_id,
        version_id=version.id,
        compliance=details.state(version),
        proof=details.proof or None,
        proof_url=details.proof_url or None,
        assessor_role=details.assessor_role,
        happened_on=details.happened_on or clock.today(),
        expires_on=details.expires_on or limit,
        exempt_until=min((row.expires_on for row in used.values()), default=None),
        standing=Standing.CONFIRMED,
        recorded_at=clock.now(),
        recorded_by_id=actor.id,
        synthetic=about.synthetic,
    )
    db.session.add(made)
    db.session.flush()
    db.session.add_all(
        AssessmentAnswer(
            assessment_id=made.id,
            requirement_id=asked.id,
            compliance=Compliance(details.answers[asked.code].compliance),
            proof=details.answers[asked.code].note or None,
            exemption_id=used[asked.code].id if asked.code in used else None,
        )
        for asked in version.requirements
    )
    db.session.flush()
    return made
