"""Where a tool or an adoption stood with one standard at the end of a day, requirement by requirement.

What was stored by then counts and nothing that was stored later. Who may read it is decided as of now.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from registry.assurance.queries.standing import Line, exemptions_of, history, lines_of
from registry.assurance.queries.subjects import Subject, subject
from registry.catalogue.queries import tiers, version_content, versions
from registry.core.clock import end_of, today
from registry.rules.applies import reasons
from registry.rules.policy import Actor
from registry.rules.questions import Content
from registry.scorecards.queries.then import version_on
from registry.standards.models import Requirement, Standard
from registry.standards.queries import StandardState, library, may_read_proof


@dataclass(frozen=True)
class Told:
    """A requirement with what was said of it, and what shows it where the reader may read that."""

    requirement: Requirement
    state: str | None
    unchanged: bool
    proof: str | None
    exempt_until: date | None


@dataclass(frozen=True)
class StandingThen:
    """One standard on one day; `proof` tells whether the reader may read what shows it."""

    subject: Subject
    standard: Standard
    day: date
    state: StandardState
    lines: Sequence[Line]
    proof: bool

    @property
    def told(self) -> list[Told]:
        """The requirements as the reader may read them."""
        return [
            Told(line.requirement, line.state, line.unchanged, line.answer.proof, line.exempt_until)
            if line.answer and self.proof
            else Told(line.requirement, line.state, line.unchanged, None, line.exempt_until)
            for line in self.lines
        ]


def standing_on(actor: Actor, slug: str, organisation: str | None, code: str, day: date | None = None) -> StandingThen:
    """Today, or the end of a past day: at most fourteen statements.

    Raises as `subject` does, and NotFound for an unknown standard.
    """
    about, standard = subject(actor, slug, organisation), library.standard(code)
    day = day or today()
    cutoff = end_of(day)
    past = [row for row in history(about, standard.id) if row.recorded_at < cutoff]
    held = past[0] if past else None
    decided = [row for row in exemptions_of(about, standard.id) if row.decided_at and row.decided_at < cutoff]
    newest = standard.versions[-1] if standard.versions else None
    version = newest if day >= today() else version_on(standard, cutoff)
    readable = held is not None and may_read_proof(actor, held, about.owner_id)
    state = StandardState(
        standard,
        tuple(reasons(standard.applies_when, _content(actor, about, day, cutoff))),
        held,
        day,
        version,
        held.proof if held and readable else None,
        known_by=cutoff,
    )
    return StandingThen(about, standard, day, state, lines_of(version, held, decided, day), readable)


def _content(actor: Actor, about: Subject, day: date, cutoff: datetime) -> Content:
    """The answers of that day that the reader may see; of today also those that are not published yet."""
    if day >= today():
        return about.content
    then = next((row for row in versions(about.tool) if row.published_at < cutoff), None)
    shown = then is not None and (then.id == about.tool.version_id or then.visibility in tiers(actor, about.tool))
    return version_content(actor, about.tool, then) if then and shown else {}
