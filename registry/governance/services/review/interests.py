"""Interests that reviewers declare: why they cannot review a record."""

from sqlalchemy import select

from registry.catalogue.models import Tool
from registry.catalogue.services import add_step, tool_to
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import NotFound, WrongState
from registry.core.events import emit
from registry.governance.events import InterestDeclared, InterestEnded
from registry.governance.models import Interest
from registry.governance.services.review.keeping import hand, open_row
from registry.governance.services.review.words import required
from registry.rules import policy
from registry.rules.policy import Actor, Permission


@command
def declare(actor: Actor, slug: str, reason: str) -> Interest:
    """Declare an interest in a record: from then on the actor may neither review it nor be assigned it.

    A record that they have goes back to the queue. Raises Invalid without a reason, WrongState when it is declared.
    """
    tool = tool_to(Permission.REVIEW_DECLARE, actor, slug)
    text = required(reason, "reason")
    if _open(actor, tool) is not None:
        raise WrongState("You have declared an interest in this record already.")
    interest = Interest(person_id=actor.id, tool_id=tool.id, reason=text, declared_at=clock.now())
    db.session.add(interest)
    db.session.flush()
    review = open_row(tool)
    if review is not None and review.assignee_id == actor.id:
        hand(review, None)
        add_step(actor, tool, "give-back")
    emit(InterestDeclared(actor_id=actor.id, tool_id=tool.id, organisation_id=tool.owner_id, interest_id=interest.id))
    return interest


@command
def end_interest(actor: Actor, interest_id: int) -> Interest:
    """Say that an interest is over, which stays on record. For whoever declared it, and the registrar; else NotFound."""
    interest = db.session.get(Interest, interest_id, with_for_update=True)
    own = interest is not None and interest.person_id == actor.id
    if interest is None or not (own or policy.allows(actor, Permission.ORGANISATION_EDIT)):  # the registrar
        raise NotFound("There is no such interest, or it is not yours to end.")
    if interest.ended_at is not None:
        raise WrongState("This interest has ended already.")
    interest.ended_at = clock.now()
    tool = db.session.get_one(Tool, interest.tool_id)
    emit(InterestEnded(actor_id=actor.id, tool_id=tool.id, organisation_id=tool.owner_id, interest_id=interest.id))
    return interest


def _open(actor: Actor, tool: Tool) -> Interest | None:
    return db.session.scalar(
        select(Interest).where(Interest.person_id == actor.id, Interest.tool_id == tool.id, Interest.ended_at.is_(None))
    )
