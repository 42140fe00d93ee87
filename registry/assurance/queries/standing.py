"""Where a tool or an adoption stands with one standard: answers, proof, sign-off, exemptions and what was said before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from registry.assurance.queries.inherited import Local, locals_of
from registry.assurance.queries.subjects import Subject, subject
from registry.attachments import queries as attachments
from registry.attachments.models import Attachment
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import NotFound
from registry.rules.applies import reasons
from registry.rules.assessing import LAPSED, state_on
from registry.rules.lifecycles import ExemptionState
from registry.rules.policy import Actor, Permission, allows
from registry.rules.words import Compliance
from registry.standards.models import (
    Assessment,
    AssessmentAnswer,
    Exemption,
    Requirement,
    Standard,
    StandardVersion,
)
from registry.standards.queries import StandardState, library, may_read_proof, standards_of


@dataclass(frozen=True)
class ExemptionAt:
    """An exemption from a requirement: what the policy asks about."""

    id: int
    owner_id: int
    exempted_by: str


@dataclass(frozen=True)
class Line:
    """A requirement of the current version with what is said of it."""

    requirement: Requirement
    answer: AssessmentAnswer | None
    state: str | None
    unchanged: bool  # asked for in the same words by the version that was assessed
    exemption: Exemption | None  # the newest that is asked for or approved
    exempt_until: date | None  # while one holds


@dataclass(frozen=True)
class StandingPage:
    """Everything the page shows."""

    subject: Subject
    standard: Standard
    state: StandardState
    lines: Sequence[Line]
    history: Sequence[Assessment]
    files: dict[int, list[Attachment]]  # by assessment
    reads_proof: frozenset[int]  # assessments whose proof the reader may read
    exemptions: Sequence[Exemption]
    acts: frozenset[str]
    inherited: Local | None = None  # what the adopter took over, for its own people

    @property
    def assessment(self) -> Assessment | None:
        """The one that holds."""
        return self.state.assessment

    def may_decide(self, exemption: Exemption) -> bool:
        """Whether the reader may approve or refuse it."""
        return f"decide:{exemption.id}" in self.acts


def standing(actor: Actor, slug: str, organisation: str | None, code: str) -> StandingPage:
    """Where it stands with one standard: at most 23 statements. Raises as `subject` does."""
    about = subject(actor, slug, organisation)
    standard = library.standard(code)
    past = history(about, standard.id)
    exemptions = exemptions_of(about, standard.id)
    current = standard.versions[-1] if standard.versions else None
    held = past[0] if past and past[0].replaced_by_id is None else None
    readable = frozenset(row.id for row in past if may_read_proof(actor, row, about.owner_id))
    state = StandardState(
        standard,
        tuple(reasons(standard.applies_when, about.content)),
        held,
        today(),
        current,
        held.proof if held and held.id in readable else None,
    )
    parents = attachments.files_of([parent_of(row) for row in past if row.id in readable])
    return StandingPage(
        about,
        standard,
        state,
        lines_of(current, held, exemptions, today()),
        past,
        {row.id: parents.get(parent_of(row), []) for row in past},
        readable,
        exemptions,
        _acts(actor, about, standard, held, exemptions),
        _inherited(actor, about, code).get(code),
    )


@dataclass(frozen=True)
class StatesPage:
    """Every standard that is held against something, and what its own people inherit for each."""

    subject: Subject
    rows: Sequence[StandardState]
    inherited: Mapping[str, Local]  # by the code of the standard


def states(actor: Actor, slug: str, organisation: str | None) -> StatesPage:
    """Every standard that is held against it, with where it stands: at most eighteen statements."""
    about = subject(actor, slug, organisation)
    own = {"adoption_id": about.adoption_id, "owner_id": about.owner_id}
    rows = standards_of(about.tool.id, about.content, reader=actor, **own)
    return StatesPage(about, rows, _inherited(actor, about))


def _inherited(actor: Actor, about: Subject, code: str | None = None) -> dict[str, Local]:
    """What the adopter took over or can take over, for its own people alone."""
    home = about.organisation
    if home is None or not allows(actor, Permission.INHERITANCE_READ, about):
        return {}
    return {one.standard.code: one for one in locals_of(actor, about.tool, home, about.content, code=code)}


def history(about: Subject, standard_id: int) -> Sequence[Assessment]:
    """Every assessment of it against a standard, newest first, replaced ones included."""
    return db.session.scalars(
        select(Assessment)
        .join(Assessment.version)
        .where(
            Assessment.tool_id == about.tool.id,
            Assessment.adoption_id.is_(None)
            if about.adoption_id is None
            else Assessment.adoption_id == about.adoption_id,
            StandardVersion.standard_id == standard_id,
        )
        .options(
            joinedload(Assessment.version).selectinload(StandardVersion.requirements),
            joinedload(Assessment.signoff),
            selectinload(Assessment.answers).joinedload(AssessmentAnswer.requirement),
        )
        .order_by(Assessment.id.desc())
    ).all()


def exemptions_of(about: Subject, standard_id: int) -> Sequence[Exemption]:
    """Every exemption that was asked for, newest first."""
    return db.session.scalars(
        select(Exemption)
        .join(Exemption.requirement)
        .join(StandardVersion, StandardVersion.id == Requirement.version_id)
        .where(
            Exemption.tool_id == about.tool.id,
            Exemption.adoption_id.is_(None)
            if about.adoption_id is None
            else Exemption.adoption_id == about.adoption_id,
            StandardVersion.standard_id == standard_id,
        )
        .options(joinedload(Exemption.requirement))
        .order_by(Exemption.id.desc())
    ).all()


def lines_of(
    version: StandardVersion | None, held: Assessment | None, exemptions: Sequence[Exemption], day: date
) -> list[Line]:
    """The requirements of a version, each with the answer that still holds for it; no statement."""
    if version is None:
        return []
    same = library.unchanged(version, held.version) if held else frozenset()
    answers = {answer.requirement.code: answer for answer in held.answers} if held else {}
    lines = []
    for asked in version.requirements:
        answer = answers.get(asked.code) if asked.code in same else None
        mine = [row for row in exemptions if row.requirement.code == asked.code and row.requirement.text == asked.text]
        until = max((row.expires_on for row in mine if in_force(row, day)), default=None)
        newest = next((row for row in mine if row.state is not ExemptionState.REFUSED), None)
        lines.append(Line(asked, answer, _state(answer, held, exemptions, day), asked.code in same, newest, until))
    return lines


def in_force(exemption: Exemption, day: date) -> bool:
    """Whether it is approved and its last day is not over."""
    return exemption.state is ExemptionState.APPROVED and exemption.expires_on >= day


def exemption(about: Subject, standard_id: int, exemption_id: int) -> Exemption:
    """One exemption of this thing. Raises NotFound."""
    found = next((row for row in exemptions_of(about, standard_id) if row.id == exemption_id), None)
    if found is None:
        raise NotFound("There is no such exemption, or it is not shared with you.")
    return found


def at(about: Subject, exemption: Exemption, version: StandardVersion) -> ExemptionAt:
    """An exemption as the policy judges it."""
    return ExemptionAt(exemption.id, about.owner_id, version.exempted_by)


def parent_of(assessment: Assessment) -> str:
    """What files beneath an assessment are stored under."""
    return f"assessment:{assessment.id}"


def _state(
    answer: AssessmentAnswer | None, held: Assessment | None, exemptions: Sequence[Exemption], day: date
) -> str | None:
    if answer is None or held is None:
        return None
    until = next((row.expires_on for row in exemptions if row.id == answer.exemption_id), None)
    if answer.compliance is Compliance.EXEMPT and until is not None and until < day:
        return LAPSED
    return state_on(answer.compliance, held.expires_on, None, day)


def _acts(
    actor: Actor, about: Subject, standard: Standard, held: Assessment | None, exemptions: Sequence[Exemption]
) -> frozenset[str]:
    """What the page offers to this reader."""
    acts = set()
    if allows(actor, Permission.STANDARD_ASSESS, about) and about.judged_on == standard.judged_on:
        acts |= {"assess", "exempt"} | ({"attach"} if held else set())
    open_ = held is not None and held.signoff is None
    if open_ and allows(actor, Permission.ASSESSMENT_SIGN, about):
        acts.add("sign" if held and held.recorded_by_id != actor.id else "own")
    current = standard.versions[-1] if standard.versions else None
    for row in exemptions:
        waits = current and row.state is ExemptionState.ASKED and row.asked_by_id != actor.id
        if current and waits and allows(actor, Permission.EXEMPTION_APPROVE, at(about, row, current)):
            acts.add(f"decide:{row.id}")
    return frozenset(acts)
