"""What governance does when something happened elsewhere."""

from flask import Flask
from sqlalchemy import or_, select, update

from registry.accounts.events import AccountClosed, RoleRevoked
from registry.catalogue.events import ToolSubmitted, ToolWithdrawn, TransferAccepted
from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.db import db
from registry.core.delivery import on
from registry.core.errors import NotFound
from registry.core.events import EventRow, emit
from registry.evidence.events import ClaimCorrected, ClaimWithdrawn, EvidenceCorrected, EvidenceWithdrawn
from registry.governance.events import CaseOpened, InterestDeclared
from registry.governance.models import Board, Case, Condition, ConditionBinding, Decision, Review
from registry.governance.queries.actors import actor
from registry.governance.queries.review import UNDER_REVIEW
from registry.governance.services.grading.sweeping import sweep
from registry.governance.services.review.submitting import TO_REVIEW
from registry.replication.events import LivePastHold
from registry.replication.models import Hold
from registry.rules.lifecycles import CaseState
from registry.rules.policy import Permission, allows
from registry.rules.working_days import working_days_after


def init_app(_app: Flask) -> None:
    """The handlers below register as this module is imported."""


@on(LivePastHold, subscriber="boards")
def put_to_the_board(event: EventRow) -> None:
    """An adoption went live past a hold: the board that set it finds a case; nothing joins an agenda by itself.

    The question names no adopter, because the case is shown to all who may read the tool and the adoption perhaps
    not; the case's page lists those adopters that its reader may know of.
    """
    hold_id = (event.data or {}).get("hold_id")
    bound = select(ConditionBinding.condition_id).where(ConditionBinding.hold_id == hold_id)
    found = db.session.execute(
        select(Condition.words, Case.board_id, Case.tool_id)
        .join(Decision, Decision.id == Condition.decision_id)
        .join(Case, Case.id == Decision.case_id)
        .where(or_(Condition.hold_id == hold_id, Condition.id.in_(bound)))
    ).first()
    if found is not None:
        question = f"Does this condition still stand, and how is it kept? {found.words}"
        _ask(found.board_id, found.tool_id, question)
    else:
        _ask_own_board(hold_id)


def _ask_own_board(hold_id: int | None) -> None:
    """A document of the force's own gate is missing: its own board finds a case, if it has one."""
    hold = db.session.get(Hold, hold_id) if hold_id else None
    if hold is None or hold.document is None or hold.organisation_id is None:
        return
    own = select(Board.id).where(Board.organisation_id == hold.organisation_id).order_by(Board.id)
    board_id = db.session.scalar(own.limit(1))
    if board_id is not None:
        title = hold.reason.removesuffix(" is missing")
        _ask(board_id, hold.tool_id, f"Are the documents of our gate complete, and how is one made good? {title}")


def _ask(board_id: int, tool_id: int, question: str) -> None:
    """Open a case with this question, unless one is open."""
    same = select(Case.id).where(
        Case.board_id == board_id,
        Case.tool_id == tool_id,
        Case.question == question,
        Case.state.in_((CaseState.OPEN, CaseState.IN_REVIEW, CaseState.SCHEDULED)),
    )
    if db.session.scalar(same.limit(1)) is not None:
        return
    case = Case(board_id=board_id, tool_id=tool_id, question=question, state=CaseState.OPEN, opened_at=clock.now())
    db.session.add(case)
    db.session.flush()
    emit(CaseOpened(actor_id=None, board_id=case.board_id, case_id=case.id, tool_id=case.tool_id))


@on(ToolSubmitted, subscriber="reviews")
def open_the_review(event: EventRow) -> None:
    """What was sent in before reviews were kept as rows finds one; what was sent in since has it already."""
    tool = db.session.get(Tool, event.tool_id)
    open_row = select(Review.id).where(Review.tool_id == event.tool_id, Review.closed_at.is_(None))
    if tool is None or tool.state not in UNDER_REVIEW or db.session.scalar(open_row) is not None:
        return
    due_on = working_days_after(event.recorded_at.astimezone(clock.LONDON).date(), TO_REVIEW)
    db.session.add(
        Review(tool_id=tool.id, opened_at=event.recorded_at, submitted_at=event.recorded_at, due_on=due_on, rounds=1)
    )


@on(ToolWithdrawn, subscriber="reviews")
def close_the_review(event: EventRow) -> None:
    """The owner withdrew what was under review; a review of what was sent in again since stays open."""
    db.session.execute(
        update(Review)
        .where(Review.tool_id == event.tool_id, Review.closed_at.is_(None), Review.opened_at <= event.recorded_at)
        .values(closed_at=event.recorded_at, due_on=None)
    )


@on(TransferAccepted, subscriber="reviews")
def look_again_who_reviews(event: EventRow) -> None:
    """A record under review has a new owner: whoever has it gives it back if they belong to that house."""
    review = db.session.scalar(select(Review).where(Review.tool_id == event.tool_id, Review.closed_at.is_(None)))
    if review is None or review.assignee_id is None:
        return
    tool = db.session.get_one(Tool, event.tool_id)
    try:
        fit = allows(actor(review.assignee_id), Permission.TOOL_PUBLISH, tool)
    except NotFound:  # the account is closed
        fit = False
    if not fit:
        review.assignee_id, review.assigned_at = None, None


OF_EVIDENCE = (EvidenceWithdrawn, EvidenceCorrected, ClaimWithdrawn, ClaimCorrected)


@on(*OF_EVIDENCE, RoleRevoked, AccountClosed, InterestDeclared, TransferAccepted, subscriber="grades")
def look_again_who_grades(_event: EventRow) -> None:
    """What was withdrawn needs no grade; a place is free again once its reviewer may not review any more."""
    sweep()
