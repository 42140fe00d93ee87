"""Stating where a tool, or one adoption of it, stands with a standard, requirement by requirement."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select

from registry.assurance.events import StandardAssessed
from registry.assurance.queries.inherited import Local, local_of
from registry.assurance.queries.standing import exemptions_of, history, in_force
from registry.assurance.queries.subjects import Subject, subject_to
from registry.assurance.services.details import AssessmentDetails
from registry.assurance.services.inheriting import stated_from, unchecked
from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict, Invalid
from registry.core.events import emit
from registry.rules.assessing import months_after
from registry.rules.policy import Actor, Permission
from registry.rules.words import Compliance, Standing
from registry.standards.models import Assessment, AssessmentAnswer, Exemption, Standard, StandardVersion
from registry.standards.queries import standard


@command
def assess(
    actor: Actor, slug: str, code: str, details: AssessmentDetails, organisation: str | None = None
) -> Assessment:
    """State where it stands with a standard's current version; an earlier statement is kept and replaced by this one.

    Raises NotAllowed to all but those who answer for it, Invalid for what is missing or inherited and not checked,
    Conflict when somebody stated it or a new version came into use since the page was read.
    """
    about = subject_to(Permission.STANDARD_ASSESS, actor, slug, organisation)
    against = standard(code)
    version = _version(about, against)
    db.session.execute(select(Tool.id).where(Tool.id == about.tool.id).with_for_update())
    former = next((row for row in history(about, against.id) if row.replaced_by_id is None), None)
    _refuse_older(details, version, former)
    exempted = _exempted(exemptions_of(about, against.id), version)
    limit = _limit(against, details.happened_on)
    inherited = _inherited(actor, about, code)
    wrong = details.wrong(version, exempted) | details.wrong_days(limit) | unchecked(inherited)
    if wrong:
        raise Invalid("Nothing was recorded. Mend what is marked.", wrong)
    made = _kept(actor, about, version, details, exempted, limit)
    if former is not None:
        former.replaced_by_id = made.id
    stated_from(inherited, made)
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


def _inherited(actor: Actor, about: Subject, code: str) -> Local | None:
    """What the adopter took over from the tool's owner."""
    if about.organisation is None:
        return None
    return local_of(actor, about.tool, about.organisation, about.content, code)


def _limit(against: Standard, happened_on: date | None) -> date | None:
    """The last day for which the standard lets an assessment hold."""
    if against.renewal_months is None or happened_on is None:
        return None
    return months_after(happened_on, against.renewal_months)


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
