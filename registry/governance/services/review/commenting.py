"""Comments on single answers or the whole record: made, resolved by the owner's writers, reopened by reviewers."""

from registry.catalogue.events import ReviewCommented
from registry.catalogue.models import ReviewStep, Tool
from registry.catalogue.queries.comments import COMMENT, REOPEN, RESOLVE, Thread, threads
from registry.catalogue.queries.drafts import steps
from registry.catalogue.services import add_step, tool_to
from registry.core import clock
from registry.core.commands import command
from registry.core.errors import Invalid, NotFound, WrongState
from registry.core.events import emit
from registry.governance.events import CommentReopened, CommentResolved
from registry.governance.services.review.words import optional, required
from registry.rules.lifecycles import IN_WORK, ToolState
from registry.rules.policy import Actor, Permission
from registry.rules.questions import schema


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
    step = add_step(actor, tool, COMMENT, required(words, "comment"), question=question or None)
    emit(ReviewCommented(actor_id=actor.id, tool_id=tool.id, organisation_id=tool.owner_id, step_id=step.id))
    return step


@command
def resolve(actor: Actor, slug: str, comment_id: int, reply: str = "") -> ReviewStep:
    """Say that a comment is dealt with, with a reply where one helps; the reviewer may reopen it.

    Raises WrongState when it is resolved already, or the record is not being worked on.
    """
    tool = tool_to(Permission.COMMENT_RESOLVE, actor, slug)
    thread = _thread(tool, comment_id)
    if tool.state not in IN_WORK:
        raise WrongState(
            "This record is not being worked on, so its comments stay as they are. Begin a new draft first."
        )
    if not thread.open:
        raise WrongState("This comment is resolved already. A reviewer can reopen it.")
    text = optional(reply, "reply")
    step = add_step(actor, tool, RESOLVE, text, about_id=thread.step.id, question=thread.step.question)
    thread.step.resolved_at = clock.now()
    emit(CommentResolved(actor_id=actor.id, tool_id=tool.id, organisation_id=tool.owner_id, step_id=thread.step.id))
    return step


@command
def reopen(actor: Actor, slug: str, comment_id: int, words: str) -> ReviewStep:
    """Say why a resolved comment is not dealt with yet. Raises WrongState unless it is resolved and the record in review."""
    tool = tool_to(Permission.COMMENT_REOPEN, actor, slug)
    thread = _thread(tool, comment_id)
    if tool.state is not ToolState.IN_REVIEW:
        raise WrongState("This record is not in review, so its comments cannot be reopened now.")
    if thread.open:
        raise WrongState("This comment is open already: its owner has still to answer it.")
    text = required(words, "reason")
    step = add_step(actor, tool, REOPEN, text, about_id=thread.step.id, question=thread.step.question)
    thread.step.resolved_at = None
    emit(CommentReopened(actor_id=actor.id, tool_id=tool.id, organisation_id=tool.owner_id, step_id=thread.step.id))
    return step


def _thread(tool: Tool, comment_id: int) -> Thread:
    found = next((thread for thread in threads(steps(tool)) if thread.step.id == comment_id), None)
    if found is None:
        raise NotFound(
            "There is no such comment on what is in work of this record. Open the record and look at its comments."
        )
    return found
