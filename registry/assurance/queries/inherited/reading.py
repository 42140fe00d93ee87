"""What a force inherits for its own assessments of a tool's use, and what it made of that, as far as the reader may see it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload, selectinload

from registry.assurance.queries.inherited.lines import Line, Local, happened
from registry.catalogue.models import Tool
from registry.core.db import db
from registry.organisations.models import Organisation
from registry.replication.models import Adoption
from registry.replication.queries.scope import released_to
from registry.rules.applies import applies
from registry.rules.policy import Actor
from registry.rules.questions import Content
from registry.rules.words import Visibility
from registry.standards.models import (
    Assessment,
    AssessmentAnswer,
    AssessmentDraft,
    DraftCheck,
    Standard,
    StandardVersion,
)
from registry.standards.queries import library, may_read_proof


def locals_of(
    actor: Actor,
    tool: Tool,
    home: Organisation,
    content: Content,
    *,
    code: str | None = None,
    at: datetime | None = None,
) -> list[Local]:
    """The standards that a force shows for its own use, or the one of this code, in the library's order.

    At most eleven statements, however much there is. Those that the record's answers do not ask for are left out,
    unless something is stated of them. Whether the actor may read drafts of this force is for the caller to ask.
    """
    asked = _standards(code)
    ids = [one.id for one in asked]
    sources, drafts = _sources(actor, tool, ids, at), _drafts(tool.id, home.id, ids, at)
    stated = _stated(tool.id, home.id, ids, at)
    found = []
    for standard in asked:
        own, source = stated.get(standard.id), sources.get(standard.id)
        draft = _draft_of(drafts.get(standard.id, ()), own, at)
        if own or draft or source or applies(standard.applies_when, content):
            lines = _lines(actor, tool, standard, source, _checks(draft, at))
            found.append(Local(standard, source, draft, own, lines, at))
    return found


def local_of(actor: Actor, tool: Tool, home: Organisation, content: Content, code: str) -> Local | None:
    """The one of this code, where it is asked of the force: at most eleven statements."""
    return next(iter(locals_of(actor, tool, home, content, code=code)), None)


def _standards(code: str | None) -> Sequence[Standard]:
    whole = selectinload(Standard.versions).selectinload(StandardVersion.requirements)
    wanted = select(Standard).where(Standard.judged_on == "adoption").options(whole).order_by(Standard.position)
    return db.session.scalars(wanted.where(Standard.code == code) if code else wanted).all()


def _sources(actor: Actor, tool: Tool, standards: Collection[int], at: datetime | None) -> dict[int, Assessment]:
    """The newest that the owner says, of the tool or of its own use where policing may read that: by standard."""
    own_use = select(Adoption.id).where(
        Adoption.tool_id == tool.id,
        Adoption.organisation_id == tool.owner_id,
        Adoption.is_current,
        Adoption.visibility.in_((Visibility.PUBLIC, Visibility.POLICING)),
        released_to(actor),
    )
    wanted = (
        select(Assessment)
        .join(Assessment.version)
        .where(
            Assessment.tool_id == tool.id,
            or_(Assessment.adoption_id.is_(None), Assessment.adoption_id.in_(own_use)),
            _standing(at),
            StandardVersion.standard_id.in_(standards),
        )
        .options(
            joinedload(Assessment.version).selectinload(StandardVersion.requirements),
            joinedload(Assessment.signoff),
            selectinload(Assessment.answers).joinedload(AssessmentAnswer.requirement),
        )
        .order_by(Assessment.id)
    )
    return {row.version.standard_id: row for row in db.session.scalars(wanted)}


def _standing(at: datetime | None) -> ColumnElement[bool]:
    """What nothing replaced; of a moment, all that was stated by then, of which the newest stood."""
    return Assessment.replaced_by_id.is_(None) if at is None else Assessment.recorded_at <= at


def _drafts(
    tool_id: int, organisation_id: int, standards: Collection[int], at: datetime | None
) -> Mapping[int, list[AssessmentDraft]]:
    wanted = (
        select(AssessmentDraft)
        .where(
            AssessmentDraft.tool_id == tool_id,
            AssessmentDraft.organisation_id == organisation_id,
            AssessmentDraft.standard_id.in_(standards),
        )
        .options(
            selectinload(AssessmentDraft.checks)
            .joinedload(DraftCheck.inherited)
            .joinedload(AssessmentAnswer.requirement),
            selectinload(AssessmentDraft.checks).joinedload(DraftCheck.requirement),
        )
        .order_by(AssessmentDraft.id)
        .execution_options(populate_existing=True)
    )
    found: dict[int, list[AssessmentDraft]] = {}
    for row in db.session.scalars(wanted):
        if at is None or row.begun_at <= at:
            found.setdefault(row.standard_id, []).append(row)
    return found


def _stated(
    tool_id: int, organisation_id: int, standards: Collection[int], at: datetime | None
) -> dict[int, Assessment]:
    wanted = (
        select(Assessment)
        .join(Assessment.version)
        .join(Adoption, Adoption.id == Assessment.adoption_id)
        .where(
            Adoption.tool_id == tool_id,
            Adoption.organisation_id == organisation_id,
            Adoption.is_current,
            _standing(at),
            StandardVersion.standard_id.in_(standards),
        )
        .options(joinedload(Assessment.version), joinedload(Assessment.signoff))
        .order_by(Assessment.id)
    )
    return {row.version.standard_id: row for row in db.session.scalars(wanted)}


def _draft_of(
    drafts: Sequence[AssessmentDraft], stated: Assessment | None, at: datetime | None
) -> AssessmentDraft | None:
    """The open draft, else the one that became what is stated."""
    became = {stated.id} if stated else set()
    found = (row for row in reversed(drafts) if not happened(row.ended_at, at) or row.assessment_id in became)
    return next(found, None)


def _checks(draft: AssessmentDraft | None, at: datetime | None) -> dict[tuple[str, str], DraftCheck]:
    """What the force found, by what was asked: a new version that asks in the same words asks for it no more."""
    rows = draft.checks if draft else []
    return {(row.requirement.code, row.requirement.text): row for row in rows if at is None or row.checked_at <= at}


def _lines(
    actor: Actor,
    tool: Tool,
    standard: Standard,
    source: Assessment | None,
    checks: Mapping[tuple[str, str], DraftCheck],
) -> list[Line]:
    if not standard.versions:
        return []
    version = standard.versions[-1]
    same = library.unchanged(version, source.version) if source else frozenset()
    said = {row.requirement.code: row for row in source.answers} if source else {}
    reads = source is not None and may_read_proof(actor, source, tool.owner_id)
    lines = []
    for asked in version.requirements:
        answer = said.get(asked.code) if asked.code in same else None
        words = (answer.proof or "") if answer and reads else ""
        lines.append(Line(asked, answer, words, checks.get((asked.code, asked.text))))
    return lines
