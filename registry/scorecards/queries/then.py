"""The score of a past day: what was stored by its end, and nothing that was stored later, whatever day that is about."""

from datetime import date, datetime

from registry.core.clock import end_of
from registry.evidence.models import Claim, Evidence
from registry.evidence.queries.grades import site_key
from registry.rules.applies import applies, reasons
from registry.rules.grading import Finding
from registry.rules.words import Design
from registry.scorecards.queries.facts import Told
from registry.scorecards.queries.present import Scorecard, scorecard
from registry.standards.models import Assessment, Standard, StandardVersion
from registry.standards.queries import StandardState


def scorecard_on(told: Told, day: date) -> Scorecard | None:
    """The scorecard at the end of a day; nothing before the first version was published. No statement."""
    cutoff = end_of(day)
    version = next((row for row in reversed(told.versions) if row.published_at < cutoff), None)
    if version is None:
        return None
    return scorecard(version.content, version.schema_number, standards_on(told, day), findings_on(told, cutoff))


def standards_on(told: Told, day: date) -> list[StandardState]:
    """Where the tool stood with each standard at the end of a day. No statement."""
    cutoff = end_of(day)
    version = next((row for row in reversed(told.versions) if row.published_at < cutoff), None)
    content = told.readable.get(version.id, {}) if version else {}
    held: dict[int, Assessment] = {}
    for row in told.assessments:
        if row.recorded_at < cutoff:
            held[row.version.standard_id] = row
    states = []
    for standard in told.library:
        current, found = version_on(standard, cutoff), held.get(standard.id)
        if found is None and (current is None or not applies(standard.applies_when, content)):
            continue
        why = tuple(reasons(standard.applies_when, content))
        states.append(StandardState(standard, why, found, day, current, known_by=cutoff))
    return states


def version_on(standard: Standard, cutoff: datetime) -> StandardVersion | None:
    """The version of a standard that was in use at a moment."""
    known = [row for row in standard.versions if row.activated_at is not None and row.activated_at < cutoff]
    return known[-1] if known else None


def findings_on(told: Told, cutoff: datetime) -> list[Finding]:
    """The claims that were known at a moment, each with the grade that held then. No statement."""
    return [
        _finding(told, item, claim, cutoff)
        for item in told.evidence
        if _stood(item.recorded_at, item.withdrawn_at, cutoff)
        for claim in told.claims.get(item.id, [])
        if _stood(claim.recorded_at or item.recorded_at, claim.withdrawn_at, cutoff)
    ]


def _stood(recorded_at: datetime, withdrawn_at: datetime | None, cutoff: datetime) -> bool:
    return recorded_at < cutoff and (withdrawn_at is None or withdrawn_at >= cutoff)


def _finding(told: Told, item: Evidence, claim: Claim, cutoff: datetime) -> Finding:
    graded = [grade for grade in told.grades.get(claim.id, []) if grade.recorded_at < cutoff]
    playbook = item.playbook
    return Finding(
        direction=graded[-1].direction if graded else claim.direction,
        design=graded[-1].design if graded else Design.ESTIMATE if claim.ex_ante else item.design,
        site=site_key(item.site_today_id or item.site_id, item.site_words, item.id),
        playbook=playbook is not None and _stood(playbook.uploaded_at, playbook.withdrawn_at, cutoff),
    )
