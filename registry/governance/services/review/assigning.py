"""Who reviews a record: taken, given back, handed on or assigned. Nobody with an interest in it ever has it."""

from datetime import date

from registry.accounts.queries.reviewers import in_role
from registry.catalogue.models import Tool
from registry.catalogue.queries.drafts import locked_tool
from registry.catalogue.services import add_step
from registry.core import clock
from registry.core.commands import command
from registry.core.errors import Conflict, Invalid, NotFound, WrongState
from registry.core.events import emit
from registry.governance.events import ReviewAssigned, ReviewGivenBack
from registry.governance.models import Review
from registry.governance.queries.actors import actor as load_actor
from registry.governance.services.review.keeping import hand, under_review
from registry.rules import policy
from registry.rules.lifecycles import ToolState
from registry.rules.policy import Actor, Permission

KNOWN = (Permission.TOOL_KNOW, Permission.TOOL_DRAFT_READ)


@command
def take(actor: Actor, slug: str, held_by: int | None = None) -> Tool:
    """Take a record, or take it over from the reviewer whom the page named.

    Raises Conflict when somebody else took it meanwhile, Invalid for who cannot review it.
    """
    tool = assignable(actor, slug)
    review = under_review(tool)
    if review.assignee_id not in (held_by, actor.id):
        who = in_role(review.assignee_id) if review.assignee_id else "Nobody"
        raise Conflict(f"{who} has this record since you opened the page. Read the page again and decide then.")
    _refuse_unfit(actor, tool)
    if actor.id is not None and review.assignee_id != actor.id:
        _hand_over(actor, tool, review, "take", actor.id)
    return tool


@command
def give_back(actor: Actor, slug: str) -> Tool:
    """Give a record back to the queue. Raises WrongState unless the actor has it, or keeps the register."""
    tool = assignable(actor, slug)
    review = under_review(tool)
    _refuse_others(actor, review)
    if review.assignee_id is None:
        raise WrongState("Nobody has this record. Any reviewer can take it.")
    hand(review, None)
    add_step(actor, tool, "give-back")
    emit(ReviewGivenBack(actor_id=actor.id, tool_id=tool.id, organisation_id=tool.owner_id, review_id=review.id))
    return tool


@command
def assign(actor: Actor, slug: str, person_id: int, due_on: date | None) -> Tool:
    """Hand a record to a reviewer, and say by when it is to be settled while it is theirs to settle.

    A reviewer hands on what they have; the registrar assigns any. Raises Invalid for a reviewer with an interest in it.
    """
    tool = assignable(actor, slug)
    review = under_review(tool)
    _refuse_others(actor, review)
    _refuse_unfit(_reviewer(person_id), tool)
    if tool.state is ToolState.IN_REVIEW:
        if due_on is None or due_on < clock.today():
            message = "Say by which day, today or later, it is to be reviewed."
            raise Invalid(message, {"due_on": message})
        review.due_on = due_on
    _hand_over(actor, tool, review, "assign", person_id)
    return tool


def assignable(actor: Actor, slug: str) -> Tool:
    """A record, locked, for whoever may say who reviews it.

    Raises NotFound to those who may not know of it, NotAllowed to those who do not assign it.
    """
    tool = locked_tool(slug)
    assigns = tool.state in (ToolState.IN_REVIEW, ToolState.CHANGES_REQUESTED) and policy.allows(
        actor, Permission.REVIEW_ASSIGN, tool
    )
    if not assigns and not any(policy.allows(actor, knowing, tool) for knowing in KNOWN):
        raise NotFound("There is no such tool, or it is not shared with you. Check the address, or search.")
    policy.require(actor, Permission.REVIEW_ASSIGN, tool)
    return tool


def _hand_over(actor: Actor, tool: Tool, review: Review, verb: str, person_id: int) -> None:
    hand(review, person_id)
    due_on = review.due_on if tool.state is ToolState.IN_REVIEW else None
    add_step(actor, tool, verb, due_on=due_on)
    emit(
        ReviewAssigned(
            actor_id=actor.id,
            tool_id=tool.id,
            organisation_id=tool.owner_id,
            review_id=review.id,
            person_id=person_id,
        )
    )


def _reviewer(person_id: int) -> Actor:
    try:
        return load_actor(person_id)
    except NotFound:
        return policy.ANONYMOUS


def _refuse_unfit(reviewer: Actor, tool: Tool) -> None:
    if not policy.allows(reviewer, Permission.TOOL_REQUEST_CHANGES, tool):
        message = (
            "Choose a reviewer who is not of the owner's force, does not help to write the record and has declared no "
            "interest in it."
        )
        raise Invalid(message, {"person": message})


def _refuse_others(actor: Actor, review: Review) -> None:
    if policy.allows(actor, Permission.ORGANISATION_EDIT) or review.assignee_id == actor.id:  # the registrar
        return
    has = f"{in_role(review.assignee_id)} has this record" if review.assignee_id else "You do not have this record"
    raise WrongState(f"{has}. Take it first: only who has a record gives it back or hands it on.")
