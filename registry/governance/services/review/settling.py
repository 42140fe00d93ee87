"""Settling a round of a review: changes are requested, or the record is published or not accepted."""

from datetime import date

from sqlalchemy import select

from registry.catalogue.events import ChangesRequested, ToolNotAccepted
from registry.catalogue.models import Release, Tool, Version
from registry.catalogue.queries.comments import threads
from registry.catalogue.queries.drafts import steps
from registry.catalogue.queries.prechecks import findings
from registry.catalogue.services import add_step, publish_version, tool_to
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict, Invalid
from registry.core.events import emit
from registry.governance.services.review.keeping import close, held
from registry.governance.services.review.words import optional, required
from registry.rules.lifecycles import TOOL
from registry.rules.policy import Actor, Permission
from registry.rules.words import Severity

SEE_COMMENTS = "Each open comment says what to change."


@command
def request_changes(actor: Actor, slug: str, words: str, due_on: date | None) -> Tool:
    """Hand a record back to its owner with what to change and by when.

    Raises Invalid without a day, or without words where no comment is open; WrongState when another reviewer has it.
    """
    tool = tool_to(Permission.TOOL_REQUEST_CHANGES, actor, slug)
    target = TOOL.move("request-changes", tool.state)
    review = held(actor, tool)
    text = _what_to_change(tool, words)
    if due_on is None or due_on < clock.today():
        message = "Say by which day, today or later, you would like the changes."
        raise Invalid(message, {"due_on": message})
    tool.state, review.due_on = target, due_on
    step = add_step(actor, tool, "request-changes", text, due_on=due_on)
    emit(ChangesRequested(actor_id=actor.id, tool_id=tool.id, organisation_id=tool.owner_id, step_id=step.id))
    return tool


@command
def publish(actor: Actor, slug: str, revision: int) -> Version:
    """Publish the record as it was read at `revision`, which closes its review.

    Raises Conflict when it has changed since, WrongState when another reviewer has it, Invalid, naming them, while
    checks fail or an answer that was taken from elsewhere is not checked.
    """
    tool = tool_to(Permission.TOOL_PUBLISH, actor, slug)
    TOOL.move("publish", tool.state)
    review = held(actor, tool)
    copy = tool.working_copy
    if copy is None or copy.revision != revision:
        raise Conflict("The record has changed since you read it. Read it again before you publish it.")
    _refuse_unfit(tool)
    add_step(actor, tool, "publish")
    close(review)
    return publish_version(
        tool,
        copy.content,
        actor_id=actor.id,
        schema_number=copy.schema_number,
        release_id=_release_of(tool, revision),
    )


@command
def not_accept(actor: Actor, slug: str, words: str) -> Tool:
    """Turn a record down, with the reason, which closes its review; its owner may begin a new draft.

    Raises Invalid without a reason, WrongState when another reviewer has it.
    """
    tool = tool_to(Permission.TOOL_NOT_ACCEPT, actor, slug)
    target = TOOL.move("not-accept", tool.state)
    review = held(actor, tool)
    text = required(words, "reason")
    tool.state = target
    step = add_step(actor, tool, "not-accept", text)
    close(review)
    emit(ToolNotAccepted(actor_id=actor.id, tool_id=tool.id, organisation_id=tool.owner_id, step_id=step.id))
    return tool


def _what_to_change(tool: Tool, words: str) -> str:
    """The reviewer's words; none are needed where an open comment says it."""
    if any(thread.open for thread in threads(steps(tool))):
        return optional(words, "comment") or SEE_COMMENTS
    return required(words, "comment")


def _refuse_unfit(tool: Tool) -> None:
    failures = [finding.title for finding in findings(tool) if finding.severity is Severity.FAILURE]
    if failures:
        raise Invalid(
            f"The record cannot be published while a check fails: {'; '.join(failures)}. Request changes, and say so."
        )


def _release_of(tool: Tool, revision: int) -> int | None:
    newest = (
        select(Release.id).where(Release.tool_id == tool.id, Release.revision == revision).order_by(Release.id.desc())
    )
    return db.session.scalar(newest.limit(1))
