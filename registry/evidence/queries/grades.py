"""Grades as they hold now, seen from a page, from the grading rules and from the database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import aliased

from registry.attachments.models import Attachment
from registry.core import clock
from registry.core.db import db
from registry.core.events import EventRow
from registry.evidence.events import PlaybookFollowed
from registry.evidence.models import Claim, Evidence, Grade
from registry.rules.grading import REASONS, Finding, answers_in_words
from registry.rules.words import Design, Direction


def findings(evidence: Iterable[Evidence]) -> list[Finding]:
    """What the grading rules need of loaded evidence; no statement. Ex-ante claims count as estimates."""
    return [finding(item, claim) for item in evidence for claim in item.claims]


def finding(item: Evidence, claim: Claim) -> Finding:
    """One claim as the grading rules see it, by the grade that holds now; no statement."""
    return Finding(
        direction=graded_direction(claim),
        design=graded_design(item, claim),
        site=site_key(item.site_today_id or item.site_id, item.site_words, item.id),
        playbook=item.playbook is not None and item.playbook.withdrawn_at is None,
    )


def findings_at(tool_id: int, moment: datetime) -> list[Finding]:
    """What was graded at a moment, as it was graded then: at most four statements. Sites are those that they are today."""
    later = aliased(Grade)
    newer = select(later.id).where(later.replaces_id == Grade.id, later.recorded_at <= moment)
    rows = db.session.execute(
        select(Grade.direction, Grade.design, Evidence.id, Evidence.site_words, _site().label("site"))
        .join(Claim, Claim.id == Grade.claim_id)
        .join(Evidence, Evidence.id == Claim.evidence_id)
        .where(
            Grade.tool_id == tool_id,
            Grade.recorded_at <= moment,
            Grade.happened_on <= moment.astimezone(clock.LONDON).date(),
            ~newer.correlate(Grade).exists(),
            or_(Claim.withdrawn_at.is_(None), Claim.withdrawn_at > moment),
            or_(Evidence.withdrawn_at.is_(None), Evidence.withdrawn_at > moment),
        )
        .order_by(Grade.id)
    ).all()
    followed = _followed_at(tool_id, moment)
    return [
        Finding(row.direction, row.design, site_key(row.site, row.site_words, row.id), row.id in followed)
        for row in rows
    ]


def _followed_at(tool_id: int, moment: datetime) -> set[int]:
    """The studies whose site had said by then that it followed a playbook that stood then: at most three statements."""
    said = db.session.scalars(
        select(EventRow)
        .where(EventRow.tool_id == tool_id, EventRow.kind == PlaybookFollowed.kind, EventRow.recorded_at <= moment)
        .order_by(EventRow.id)
    )
    newest = {(row.data or {}).get("evidence_id"): (row.data or {}).get("attachment_id") for row in said}
    wanted = {file_id for file_id in newest.values() if file_id}
    if not wanted:
        return set()
    stood = select(Attachment.id).where(
        Attachment.id.in_(wanted), or_(Attachment.withdrawn_at.is_(None), Attachment.withdrawn_at > moment)
    )
    standing = set(db.session.scalars(stood))
    corrected = db.session.execute(
        select(Evidence.corrects_id, Evidence.id).where(Evidence.tool_id == tool_id, Evidence.corrects_id.is_not(None))
    )
    after: dict[int | None, int] = {row.corrects_id: row.id for row in corrected}
    return {_newest(number, after) for number, file_id in newest.items() if number and file_id in standing}


def _newest(number: int, after: Mapping[int | None, int]) -> int:
    while number in after:
        number = after[number]
    return number


def _site() -> ColumnElement[int | None]:
    return func.coalesce(Evidence.site_today_id, Evidence.site_id)


def finding_of(row: Any) -> Finding:
    """The same, of a row that a statement read with the columns below."""
    site = site_key(row.site_id, row.site_words, row.evidence_id)
    return Finding(direction=row.direction, design=row.design, site=site, playbook=bool(row.followed))


def graded_direction(claim: Claim) -> Direction | None:
    """The direction that a claim is graded as, or as it states where no grade is on record; none for a count."""
    return claim.grade_direction or claim.direction


def graded_design(item: Evidence, claim: Claim) -> Design:
    """The design that a claim is graded as, or as its study states: what is estimated beforehand is an estimate."""
    return claim.grade_design or (Design.ESTIMATE if claim.ex_ante else item.design)


def strongest_design(item: Evidence) -> Design:
    """The strongest design that an outcome of a loaded study is graded as, or what the study states where none is graded."""
    graded = [graded_design(item, claim) for claim in item.claims if claim.direction is not None]
    return max(graded, key=lambda design: design.strength, default=item.design)


def direction_column() -> ColumnElement[Direction | None]:
    """`graded_direction` in SQL."""
    return func.coalesce(Claim.grade_direction, Claim.direction, type_=Claim.direction.type)


def design_column() -> ColumnElement[Design]:
    """`graded_design` in SQL, for claims joined to their evidence."""
    stated = case((Claim.ex_ante, Design.ESTIMATE.value), else_=Evidence.design)
    return func.coalesce(Claim.grade_design, stated, type_=Evidence.design.type)


@dataclass(frozen=True)
class Told:
    """A grade with the rule's reasons for it and the answers that led to it, in words."""

    grade: Grade
    reasons: Sequence[str]
    answers: Sequence[tuple[str, str]]


def told(grade: Grade) -> Told:
    """A grade as a page prints it; no statement."""
    reasons = [REASONS[code] for code in grade.because.get("reasons", ()) if code in REASONS]
    return Told(grade, reasons, answers_in_words(grade.because.get("answers", {})))


def present_grades(item: Evidence) -> dict[int, Told]:
    """The grade that holds now of each claim of a loaded item that has one: one statement."""
    later = aliased(Grade)
    replaced = select(later.id).where(later.replaces_id == Grade.id)
    statement = select(Grade).where(Grade.claim_id.in_([claim.id for claim in item.claims]), ~replaced.exists())
    return {grade.claim_id: told(grade) for grade in db.session.scalars(statement)}


def followed_column() -> ColumnElement[bool]:
    """Whether the site followed a playbook of the owner's that still stands, in SQL, for evidence."""
    standing = select(Attachment.id).where(Attachment.id == Evidence.playbook_id, Attachment.withdrawn_at.is_(None))
    return standing.correlate(Evidence).exists()


def site_key(organisation_id: int | None, words: str | None, evidence_id: int) -> str:
    """What tells one site from another: merged organisations are the one that they are today."""
    return f"organisation:{organisation_id}" if organisation_id else (words or f"evidence:{evidence_id}").casefold()
