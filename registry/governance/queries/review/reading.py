"""A record as its reviewer reads it: what it says, what it changes, what was said of it, and who has it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from registry.accounts.queries.reviewers import called
from registry.catalogue import queries as catalogue
from registry.catalogue.models import Release, ReviewStep, Revision, Tool
from registry.catalogue.queries import Answer, Course, Finding, Thread
from registry.catalogue.queries.comments import WORDS
from registry.catalogue.queries.comparison import Told, changes_since
from registry.core.clock import now
from registry.core.db import db
from registry.core.errors import NotFound, WrongState
from registry.evidence.queries import EvidenceChange, evidence_between
from registry.governance.models import Review as Row
from registry.rules.lifecycles import IN_WORK, ToolState
from registry.rules.policy import Actor, Permission, allows, require
from registry.rules.questions import Section, schema
from registry.rules.words import Severity


@dataclass(frozen=True)
class Changes:
    """What the working copy changes of an earlier state, which its number names, and what evidence came or went since."""

    number: int
    told: Sequence[Told]
    evidence: EvidenceChange


@dataclass(frozen=True)
class Review:
    """A record as its reviewer reads it."""

    tool: Tool
    sheet: list[tuple[Section, list[Answer]]]
    since_published: Changes | None  # the number is the version's
    since_last: Changes | None  # the number is the revision of which changes were last requested
    threads: Sequence[Thread]
    words: Sequence[ReviewStep]  # what was said of the whole record when changes were last requested
    course: Course
    release: Release | None
    findings: Sequence[Finding]
    holder: str  # who has it, for reviewers alone
    held_by: int | None
    may: frozenset[str]

    @property
    def revision(self) -> int:
        """The revision that is read, which is the one that would be published."""
        return self.tool.working_copy.revision if self.tool.working_copy else 0

    @property
    def comments(self) -> dict[str, list[Thread]]:
        """What was said of each answer, and under nothing of the whole record."""
        return catalogue.by_question(self.threads)

    @property
    def open(self) -> int:
        """How many comments are open."""
        return sum(thread.open for thread in self.threads)

    @property
    def failures(self) -> list[Finding]:
        """What keeps it from being published."""
        return [finding for finding in self.findings if finding.severity is Severity.FAILURE]


@dataclass(frozen=True)
class Commented:
    """A comment that is about to be answered, and what it is about."""

    tool: Tool
    thread: Thread
    label: str
    section: str


def review(actor: Actor, slug: str) -> Review:
    """The working copy in full, with what it changes. Raises NotFound to those who may not read the draft."""
    tool = catalogue.draft(actor, slug)
    copy = catalogue.copy_of(tool)
    history = catalogue.steps(tool)
    row = db.session.scalar(select(Row).where(Row.tool_id == tool.id, Row.closed_at.is_(None)))
    held_by = row.assignee_id if row and tool.state is not ToolState.DRAFT else None
    reviewing = allows(actor, Permission.TOOL_REQUEST_CHANGES, tool)
    names: Mapping[int, str] = called([held_by]) if reviewing else {}
    return Review(
        tool=tool,
        sheet=catalogue.sheet(copy.content, copy.schema_number),
        since_published=_since_published(tool),
        since_last=_since_last(tool, history),
        threads=catalogue.threads(history),
        words=_words(history),
        course=catalogue.course(tool, history),
        release=_release(tool),
        findings=catalogue.findings(tool),
        holder=names.get(held_by or 0, "A former reviewer" if reviewing and held_by else ""),
        held_by=held_by,
        may=_may(actor, tool, held_by),
    )


def reviewed_tool(actor: Actor, slug: str, permission: Permission) -> Tool:
    """A record in review, for the form that says something of it.

    Raises NotFound to those who may not read it, NotAllowed to those who do not review it, WrongState otherwise.
    """
    tool = catalogue.draft(actor, slug)
    require(actor, permission, tool)
    if tool.state is not ToolState.IN_REVIEW:
        raise WrongState("This record is not in review now. Look at what happened to it, and try again later.")
    return tool


def commented(actor: Actor, slug: str, comment_id: int, permission: Permission) -> Commented:
    """A comment, for those who may resolve or reopen it.

    Raises NotFound for an unknown one and to those who may not read the draft, NotAllowed to the others.
    """
    tool = catalogue.draft(actor, slug)
    require(actor, permission, tool)
    found = next((thread for thread in catalogue.threads(catalogue.steps(tool)) if thread.step.id == comment_id), None)
    if found is None:
        raise NotFound("There is no such comment. Open the record and look at its comments.")
    place = catalogue.places(tool).get(found.step.question or "")
    return Commented(tool, found, place.label if place else "", place.section if place else "")


def question_label(tool: Tool, code: str | None) -> str:
    """The question that a comment is about; nothing for the whole record. No statement."""
    copy = catalogue.copy_of(tool)
    question = schema(copy.schema_number).question(code) if code else None
    return question.label if question else ""


def may_comment(actor: Actor, tool: Tool) -> frozenset[str]:
    """Whether the actor may resolve and reopen comments on a record as it is now; no statement."""
    may = set()
    if tool.state in IN_WORK and allows(actor, Permission.COMMENT_RESOLVE, tool):
        may.add("resolve")
    if tool.state is ToolState.IN_REVIEW and allows(actor, Permission.COMMENT_REOPEN, tool):
        may.add("reopen")
    return frozenset(may)


def _may(actor: Actor, tool: Tool, held_by: int | None) -> frozenset[str]:
    """What the actor may do on the page. Settling is for whoever has the record, or takes it by settling it."""
    may = set(may_comment(actor, tool))
    if allows(actor, Permission.REVIEW_DECLARE, tool) and allows(actor, Permission.TOOL_REQUEST_CHANGES, tool):
        may.add("declare")
    if tool.state not in (ToolState.IN_REVIEW, ToolState.CHANGES_REQUESTED):
        return frozenset(may)
    if allows(actor, Permission.TOOL_REQUEST_CHANGES, tool):
        if tool.state is ToolState.IN_REVIEW:
            may |= {"comment", "settle"} if held_by in (None, actor.id) else {"comment"}
        may |= {"give-back", "hand-on"} if held_by == actor.id else {"take-over" if held_by else "take"}
    return frozenset(may)


def _since_published(tool: Tool) -> Changes | None:
    if tool.version is None:
        return None
    version = tool.version
    return Changes(
        version.number,
        changes_since(tool, version.content, version.schema_number),
        evidence_between(tool.id, version.published_at, now()),
    )


def _since_last(tool: Tool, history: Sequence[ReviewStep]) -> Changes | None:
    """What changed since changes were last requested in this review: at most four statements."""
    last = next(
        (step for step in history if step.verb in ("request-changes", "publish", "not-accept", "withdraw")), None
    )
    if last is None or last.verb != "request-changes":
        return None
    then = db.session.scalar(select(Revision).where(Revision.tool_id == tool.id, Revision.number == last.revision))
    if then is None:
        return None
    return Changes(
        last.revision,
        changes_since(tool, then.content, then.schema_number),
        evidence_between(tool.id, last.recorded_at, now()),
    )


def _words(history: Sequence[ReviewStep]) -> list[ReviewStep]:
    last = next((step for step in history if step.verb in (*WORDS, "publish", "withdraw")), None)
    return [last] if last is not None and last.verb in WORDS and last.comment else []


def _release(tool: Tool) -> Release | None:
    return db.session.scalar(select(Release).where(Release.tool_id == tool.id).order_by(Release.id.desc()).limit(1))
