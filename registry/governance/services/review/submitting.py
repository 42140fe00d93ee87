"""Submitting a record: it goes to review, for the first time or again."""

from registry.catalogue.events import ToolSubmitted
from registry.catalogue.models import Tool
from registry.catalogue.queries.comments import RESOLVE, answered, threads
from registry.catalogue.queries.drafts import lacking, steps
from registry.catalogue.services import ReleaseDetails, add_step, record_release, refuse_failing, tool_to
from registry.core import clock
from registry.core.commands import command
from registry.core.errors import Invalid
from registry.core.events import emit
from registry.governance.services.review.keeping import sent_in
from registry.rules.lifecycles import TOOL
from registry.rules.policy import Actor, Permission
from registry.rules.working_days import working_days_after

TO_REVIEW = 10  # working days


@command
def submit(actor: Actor, slug: str, release: ReleaseDetails, words: str = "") -> Tool:
    """Send a draft to review, with its release and `words` that its reviewer should read.

    Open comments whose answer was changed since are resolved by it.

    Raises WrongState unless it is a draft or changes were requested, Invalid naming what is missing or fails a pre-check.
    """
    tool = tool_to(Permission.TOOL_SUBMIT, actor, slug)
    was, target = tool.state, TOOL.move("submit", tool.state)
    missing = lacking(tool)
    if missing:
        named = ", ".join(answer.label for answer in missing)
        raise Invalid(f"The record cannot be submitted yet. Answer these first: {named}")
    refuse_failing(tool)
    recorded = record_release(actor, tool, release)
    _resolve_answered(actor, tool)
    tool.state = target
    due_on = working_days_after(clock.today(), TO_REVIEW)
    add_step(actor, tool, "submit", words, due_on=due_on)
    sent_in(tool, was, due_on)
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


def _resolve_answered(actor: Actor, tool: Tool) -> None:
    """Resolve the comments whose answer was changed; the others stay open, for the reviewer to see."""
    number = tool.working_copy.revision if tool.working_copy else 0
    for thread in answered(tool, threads(steps(tool))):
        words = f"Answered by revision {number}."
        add_step(actor, tool, RESOLVE, words, about_id=thread.step.id, question=thread.step.question)
        thread.step.resolved_at = clock.now()
