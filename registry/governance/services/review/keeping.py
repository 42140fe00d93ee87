"""The review of a record: opened when it is first sent in, kept over its rounds, closed when it is settled.

A record that its owner withdraws is no longer under review, whatever its row says: a review counts as open only while
its record is in review or changes of it are requested. A subscriber closes the row; the next submission opens another.
"""

from datetime import date

from sqlalchemy import select

from registry.accounts.queries.reviewers import in_role
from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.db import db
from registry.core.errors import WrongState
from registry.governance.models import Review
from registry.rules.lifecycles import ToolState
from registry.rules.policy import Actor


def open_row(tool: Tool) -> Review | None:
    """The review of a record that is not closed yet."""
    return db.session.scalar(select(Review).where(Review.tool_id == tool.id, Review.closed_at.is_(None)))


def sent_in(tool: Tool, was: ToolState, due_on: date) -> Review:
    """Open a review, or its next round when changes were requested; the reviewer who has it keeps it."""
    found = open_row(tool)
    if found is not None and was is not ToolState.CHANGES_REQUESTED:
        found.closed_at = clock.now()  # of a draft that was withdrawn
        db.session.flush()
        found = None
    if found is None:
        return _opened(tool, due_on)
    found.rounds += 1
    found.submitted_at = clock.now()
    found.due_on = due_on
    return found


def under_review(tool: Tool) -> Review:
    """The open review of a record that is in review. Raises WrongState when it is not."""
    if tool.state not in (ToolState.IN_REVIEW, ToolState.CHANGES_REQUESTED):
        raise WrongState("This record is not in review now. Look at what happened to it, and try again later.")
    return open_row(tool) or _opened(tool, None)


def held(actor: Actor, tool: Tool) -> Review:
    """The review of a record that the actor is about to settle, which is theirs from then on.

    Raises WrongState, naming the holder by role, when another reviewer has it.
    """
    review = under_review(tool)
    if review.assignee_id not in (None, actor.id):
        raise WrongState(
            f"{in_role(review.assignee_id)} has this record, so that no two reviewers settle it at once. "
            "Agree it with them, then choose “Take over” on the review page, or leave it to them."
        )
    hand(review, actor.id)
    return review


def hand(review: Review, person_id: int | None) -> None:
    """Give a review to somebody, or to nobody."""
    if review.assignee_id != person_id:
        review.assignee_id = person_id
        review.assigned_at = clock.now() if person_id is not None else None


def close(review: Review) -> None:
    """The review is settled."""
    review.closed_at = clock.now()
    review.due_on = None


def _opened(tool: Tool, due_on: date | None) -> Review:
    moment = clock.now()
    review = Review(tool_id=tool.id, opened_at=moment, submitted_at=moment, due_on=due_on, rounds=1)
    db.session.add(review)
    db.session.flush()
    return review
