"""What waits for review, and a record as its reviewer reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from registry.catalogue import queries as catalogue
from registry.catalogue.models import Release, ReviewStep, Tool
from registry.catalogue.queries import Answer, Difference
from registry.core.clock import now
from registry.core.db import db
from registry.core.errors import WrongState
from registry.core.paging import Page, page_of_rows
from registry.rules.lifecycles import ToolState
from registry.rules.policy import Actor, Permission, require
from registry.rules.questions import Section, schema
from registry.rules.readiness import Missing
from registry.rules.words import Role


@dataclass(frozen=True)
class Waiting:
    """A record in review, since when, and how often it was submitted."""

    tool: Tool
    since: datetime
    times: int

    @property
    def days(self) -> int:
        """How many whole days it has waited."""
        return (now() - self.since).days


@dataclass(frozen=True)
class Review:
    """A record as its reviewer reads it."""

    tool: Tool
    sheet: list[tuple[Section, list[Answer]]]
    differences: list[Difference]
    comments: dict[str, list[ReviewStep]]
    history: Sequence[ReviewStep]
    release: Release | None
    may: frozenset[str]

    @property
    def revision(self) -> int:
        """The revision that is read, which is the one that would be published."""
        return self.tool.working_copy.revision if self.tool.working_copy else 0


@dataclass(frozen=True)
class Submission:
    """What the page that submits a record needs."""

    tool: Tool
    missing: tuple[Missing, ...]
    visibility: str
    in_person: bool  # the actor is an assurer of the owner and releases by submitting
    sheet: list[tuple[Section, list[Answer]]]


def queue(actor: Actor, number: int | None = 1) -> Page[Waiting]:
    """Records in review that the actor may review, oldest first: three statements.

    Those of their own force, its predecessors and successors are left out. Raises NotAllowed to all but reviewers.
    """
    require(actor, Permission.REVIEW_QUEUE_READ)
    submitted = _submissions().subquery()
    statement = (
        select(Tool)
        .join(submitted, submitted.c.tool_id == Tool.id)
        .where(Tool.state == ToolState.IN_REVIEW, Tool.owner_id.not_in(actor.family))
        .options(joinedload(Tool.owner))
        .order_by(submitted.c.since, Tool.id)
    )
    page = page_of_rows(statement, number)
    rows = db.session.execute(_submissions().where(ReviewStep.tool_id.in_([tool.id for tool in page.items])))
    times = {row.tool_id: (row.since, row.times) for row in rows}
    return Page([Waiting(tool, *times[tool.id]) for tool in page.items], page.number, page.size, page.total)


def review(actor: Actor, slug: str) -> Review:
    """The working copy in full, with what it changes. Raises NotFound to those who may not read the draft."""
    tool = catalogue.draft(actor, slug)
    copy = catalogue.copy_of(tool)
    history = catalogue.steps(tool)
    comments: dict[str, list[ReviewStep]] = {}
    for step in reversed(history):
        if step.verb in ("comment", "request-changes", "not-accept"):
            comments.setdefault(step.question or "", []).append(step)
    return Review(
        tool=tool,
        sheet=catalogue.sheet(copy.content, copy.schema_number),
        differences=catalogue.differences(tool),
        comments=comments,
        history=history,
        release=_release(tool),
        may=catalogue.possible(actor, tool),
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


def submission(actor: Actor, slug: str) -> Submission:
    """A draft that is to be submitted, for those who may.

    Raises NotFound to those who may not read it, NotAllowed to those who read it and may not submit it.
    """
    tool = catalogue.draft(actor, slug)
    require(actor, Permission.TOOL_SUBMIT, tool)
    copy = catalogue.copy_of(tool)
    return Submission(
        tool=tool,
        missing=catalogue.lacking(tool),
        visibility=copy.content.get("visibility") or "",
        in_person=(tool.owner_id, Role.ASSURER) in actor.roles,
        sheet=catalogue.sheet(copy.content, copy.schema_number),
    )


def _submissions() -> Select[*tuple[Any, ...]]:
    return (
        select(
            ReviewStep.tool_id,
            func.max(ReviewStep.recorded_at).label("since"),
            func.count().label("times"),
        )
        .where(ReviewStep.verb == "submit")
        .group_by(ReviewStep.tool_id)
    )


def _release(tool: Tool) -> Release | None:
    return db.session.scalar(select(Release).where(Release.tool_id == tool.id).order_by(Release.id.desc()).limit(1))


def question_label(tool: Tool, code: str | None) -> str:
    """The question that a comment is about; nothing for the whole record. No statement."""
    copy = catalogue.copy_of(tool)
    question = schema(copy.schema_number).question(code) if code else None
    return question.label if question else ""
