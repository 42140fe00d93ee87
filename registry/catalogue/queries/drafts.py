"""Working copies: what is being written, for those who write and review it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from registry.catalogue.models import ReviewStep, Revision, Tool, WorkingCopy
from registry.catalogue.queries.writing import copy_of, writing
from registry.core.db import db
from registry.core.errors import NotFound
from registry.rules.lifecycles import EDITABLE, IN_WORK, ToolState
from registry.rules.policy import Actor, Permission, allows
from registry.rules.readiness import Missing, missing
from registry.rules.words import Role


@dataclass(frozen=True)
class Draft:
    """A record in work as its writers' lists show it."""

    tool: Tool
    missing: tuple[Missing, ...]

    @property
    def ready(self) -> bool:
        """Whether it lacks nothing and may be submitted."""
        return not self.missing and self.tool.state in EDITABLE


def draft(actor: Actor, slug: str) -> Tool:
    """The tool with owner, live version and any working copy, for its owner's people and reviewers: one statement.

    Raises NotFound to everybody else, so that nobody learns of a draft.
    """
    found = db.session.scalar(select(Tool).where(Tool.slug == slug).options(*_LOADED))
    if found is None or not allows(actor, Permission.TOOL_DRAFT_READ, found):
        raise NotFound("There is no such draft, or it is not shared with you. Check the address, or search.")
    return found


def working_copy(actor: Actor, slug: str) -> WorkingCopy:
    """What is being written of a tool. Raises as `draft` does."""
    return copy_of(draft(actor, slug))


def locked_tool(slug: str) -> Tool:
    """The tool with all that a change of it needs, its row locked until the running action ends.

    For services: it authorises nobody. Raises NotFound.
    """
    db.session.execute(select(Tool.id).where(Tool.slug == slug).with_for_update())
    statement = (
        select(Tool)
        .where(Tool.slug == slug)
        .options(*_LOADED, joinedload(Tool.origins))
        .execution_options(populate_existing=True)
    )
    found = db.session.scalars(statement).unique().one_or_none()
    if found is None:
        raise NotFound("There is no such tool, or it is not shared with you.")
    return found


def drafts(actor: Actor) -> list[Draft]:
    """Records in work at the organisations where the actor drafts or leads, oldest change first: one statement."""
    at = actor.at(Role.CONTRIBUTOR) | actor.at(Role.LEAD) | actor.at(Role.ASSURER)
    if not at:
        return []
    statement = (
        select(Tool)
        .join(Tool.working_copy)
        .where(Tool.owner_id.in_(at), Tool.state.in_([*IN_WORK, ToolState.NOT_ACCEPTED]))
        .options(*_LOADED)
        .order_by(WorkingCopy.changed_at, Tool.id)
        .limit(100)
    )
    return [Draft(tool, lacking(tool)) for tool in db.session.scalars(statement).unique()]


def lacking(tool: Tool) -> tuple[Missing, ...]:
    """What the working copy still lacks, under the schema that its next save brings it to; no statement."""
    if tool.working_copy is None:
        return ()
    written = writing(tool)
    return missing(written.content, written.schema)


def steps(tool: Tool) -> Sequence[ReviewStep]:
    """What happened to the record between its writers and its reviewers, newest first: one statement."""
    return db.session.scalars(
        select(ReviewStep).where(ReviewStep.tool_id == tool.id).order_by(ReviewStep.id.desc()).limit(200)
    ).all()


def revision(tool: Tool, number: int) -> Revision | None:
    """A saved state of the working copy."""
    return db.session.scalar(select(Revision).where(Revision.tool_id == tool.id, Revision.number == number))


_LOADED = (joinedload(Tool.owner), joinedload(Tool.version), joinedload(Tool.working_copy))
