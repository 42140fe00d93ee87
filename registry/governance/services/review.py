"""Submitting a record and reviewing it."""

from datetime import date

from sqlalchemy import select

from registry.catalogue.events import ChangesRequested, ReviewCommented, ToolNotAccepted, ToolSubmitted
from registry.catalogue.models import Release, ReviewStep, Tool, Version
from registry.catalogue.queries.drafts import lacking
from registry.catalogue.services import ReleaseDetails, add_step, publish_version, record_release, tool_to
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict, Invalid, WrongState
from registry.core.events import emit
from registry.rules.answers import tidy
from registry.rules.lifecycles import TOOL, ToolState
from registry.rules.policy import Actor, Permission
from registry.rules.questions import schema

LONGEST = 5_000


@command
def submit(actor: Actor, slug: str, release: ReleaseDetails) -> Tool:
    """Send a draft to review, with its release.

    Raises WrongState unless it is a draft or changes were requested, Invalid naming what is missing.
    """
    tool = tool_to(Permission.TOOL_SUBMIT, actor, slug)
    target = TOOL.move("submit", tool.state)
    missing = lacking(tool)
    if missing:
        named = ", ".join(answer.label for answer in missing)
        raise Invalid(f"The record cannot be submitted yet. Answer these first: {named}")
    recorded = record_release(actor, tool, release)
    tool.state = target
    add_step(actor, tool, "submit")
    emit(
        ToolSubmitted(
            actor_id=actor.id,
            tool_id=tool.id,
            organisation_id=tool.owner_id,
            revision=recorded.revision,
            release_id=recorded.id,
        )
    )
    return tool


@command
def comment(actor: Actor, slug: str, words: str, question: str = "") -> ReviewStep:
    """Comment on a record in review, or on one answer of it. Raises Invalid without words or for an unknown answer."""
    tool = tool_to(Permission.TOOL_REQUEST_CHANGES, actor, slug)
    if tool.state is not ToolState.IN_REVIEW:
        raise WrongState("This record is not in review, so it cannot be commented on now.")
    asked = schema(tool.working_copy.schema_number).question(question) if question and tool.working_copy else None
    if question and asked is None:
        raise Invalid(
            "Choose an answer of the record.", {"question": "Choose an answer of the record, or the whole record."}
        )
    step = add_step(actor, tool, "comment", _words(words, "comment"), question=question or None)
    emit(ReviewCommented(actor_id=actor.id, tool_id=tool.id, organisation_id=tool.owner_id, step_id=step.id))
    return step


@command
def request_changes(actor: Actor, slug: str, words: str, due_on: date | None) -> Tool:
    """Hand a record back to its owner with what to change and by when. Raises Invalid without both."""
    tool = tool_to(Permission.TOOL_REQUEST_CHANGES, actor, slug)
    text = _words(words, "comment")
    if due_on is None or due_on < clock.today():
        message = "Say by which day, today or later, you would like the changes."
        raise Invalid(message, {"due_on": message})
    tool.state = TOOL.move("request-changes", tool.state)
    step = add_step(actor, tool, "request-changes", text, due_on=due_on)
    emit(ChangesRequested(actor_id=actor.id, tool_id=tool.id, organisation_id=tool.owner_id, step_id=step.id))
    return tool


@command
def publish(actor: Actor, slug: str, revision: int) -> Version:
    """Publish the record as it was read at `revision`. Raises Conflict when it has changed since."""
    tool = tool_to(Permission.TOOL_PUBLISH, actor, slug)
    TOOL.move("publish", tool.state)
    copy = tool.working_copy
    if copy is None or copy.revision != revision:
        raise Conflict("The record has changed since you read it. Read it again before you publish it.")
    add_step(actor, tool, "publish")
    return publish_version(
        tool,
        copy.content,
        actor_id=actor.id,
        schema_number=copy.schema_number,
        release_id=_release_of(tool, revision),
    )


@command
def not_accept(actor: Actor, slug: str, words: str) -> Tool:
    """Turn a record down, with the reason; its owner may begin a new draft. Raises Invalid without a reason."""
    tool = tool_to(Permission.TOOL_NOT_ACCEPT, actor, slug)
    text = _words(words, "reason")
    tool.state = TOOL.move("not-accept", tool.state)
    step = add_step(actor, tool, "not-accept", text)
    emit(ToolNotAccepted(actor_id=actor.id, tool_id=tool.id, organisation_id=tool.owner_id, step_id=step.id))
    return tool


def _release_of(tool: Tool, revision: int) -> int | None:
    newest = (
        select(Release.id).where(Release.tool_id == tool.id, Release.revision == revision).order_by(Release.id.desc())
    )
    return db.session.scalar(newest.limit(1))


def _words(words: str, field: str) -> str:
    text = tidy(words)
    if not text or len(text) > LONGEST:
        message = f"Write your {field} in up to {LONGEST:,} characters: it is what the owner works from."
        raise Invalid(message, {field: message})
    return text
