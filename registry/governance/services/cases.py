"""A case's way: opened, looked into, put on an agenda, brought back, closed."""

from dataclasses import dataclass

from sqlalchemy import func, select

from registry.catalogue.models import Access, Tool
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Invalid, NotFound, WrongState
from registry.core.events import emit
from registry.governance.events import CaseAssigned, CaseClosed, CaseOpened, CaseScheduled
from registry.governance.models import AgendaItem, Board, Case, Meeting, Seat
from registry.rules import policy
from registry.rules.lifecycles import CASE, CaseState
from registry.rules.policy import Actor, Permission
from registry.rules.words import Visibility


@dataclass(frozen=True)
class Proposal:
    """What the right to open a case hangs on: the board, and who owns the tool."""

    id: int
    board_id: int
    owner_id: int


@command
def open_case(actor: Actor, board_id: int, slug: str, question: str) -> Case:
    """Put a question about a tool to a board.

    Refused to all but the owner's lead and the board's secretary; for a record that the actor may not read
    or the board's organisation could not; and between invented and real organisations.
    """
    board = db.session.get(Board, board_id)
    tool = db.session.scalar(select(Tool).where(Tool.slug == slug))
    if board is None:
        raise NotFound("No such board.")
    if tool is None or not policy.allows(actor, Permission.TOOL_READ, tool):
        raise Invalid("Choose a published record.", {"tool": "Choose a published record that you may read"})
    policy.require(actor, Permission.CASE_OPEN, Proposal(tool.id, board.id, tool.owner_id))
    if not question.strip():
        raise Invalid("Say what the board is asked.", {"question": "Say what the board is asked to decide"})
    _fits(board, tool)
    case = Case(
        board_id=board.id,
        tool_id=tool.id,
        question=question.strip(),
        state=CaseState.OPEN,
        opened_by_id=actor.id,
        opened_at=clock.now(),
    )
    db.session.add(case)
    db.session.flush()
    emit(CaseOpened(actor_id=actor.id, board_id=board.id, case_id=case.id, tool_id=tool.id))
    return case


@command
def assign(actor: Actor, case_id: int, person_id: int) -> Case:
    """Give an open case to somebody seated on its board."""
    case = locked(actor, case_id)
    policy.require(actor, Permission.CASE_ASSIGN, case)
    seat = select(Seat.id).where(Seat.board_id == case.board_id, Seat.person_id == person_id, Seat.ended_at.is_(None))
    if db.session.scalar(seat.limit(1)) is None:
        raise Invalid("Choose somebody on the board.", {"person": "Choose somebody on the board"})
    case.state = CASE.move("assign", case.state)
    case.assignee_id = person_id
    emit(
        CaseAssigned(
            actor_id=actor.id, board_id=case.board_id, case_id=case.id, tool_id=case.tool_id, person_id=person_id
        )
    )
    return case


@command
def recommend(actor: Actor, case_id: int, meeting_id: int) -> Case:
    """Put a case on the agenda of one of the board's meetings."""
    case = locked(actor, case_id)
    policy.require(actor, Permission.CASE_RECOMMEND, case)
    return _schedule(actor, case, meeting_id, "recommend")


@command
def bring_back(actor: Actor, case_id: int, meeting_id: int) -> Case:
    """Put a decided case on a later meeting's agenda."""
    case = locked(actor, case_id)
    policy.require(actor, Permission.CASE_BRING_BACK, case)
    return _schedule(actor, case, meeting_id, "bring-back")


@command
def close(actor: Actor, case_id: int) -> Case:
    """Close a decided case; its conditions and actions stay open until they are done."""
    case = locked(actor, case_id)
    policy.require(actor, Permission.CASE_CLOSE, case)
    case.state = CASE.move("close", case.state)
    emit(CaseClosed(actor_id=actor.id, board_id=case.board_id, case_id=case.id, tool_id=case.tool_id))
    return case


def locked(actor: Actor, case_id: int) -> Case:
    """The case with its row locked; raises NotFound when the actor may not read its tool."""
    case = db.session.get(Case, case_id, with_for_update=True, populate_existing=True)
    tool = db.session.get(Tool, case.tool_id) if case else None
    if case is None or not policy.allows(actor, Permission.TOOL_READ, tool):
        raise NotFound("No such case.")
    return case


def _schedule(actor: Actor, case: Case, meeting_id: int, verb: str) -> Case:
    meeting = db.session.get(Meeting, meeting_id)
    if meeting is None or meeting.board_id != case.board_id:
        raise Invalid("Choose one of the board's meetings.", {"meeting": "Choose one of the board's meetings"})
    state = CASE.move(verb, case.state)
    items = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)
    if db.session.scalar(items.where(AgendaItem.case_id == case.id)):
        raise WrongState("This case is on that meeting's agenda already. Choose a later meeting.")
    last = db.session.scalar(select(func.max(AgendaItem.position)).where(AgendaItem.meeting_id == meeting.id))
    db.session.add(AgendaItem(meeting_id=meeting.id, case_id=case.id, position=(last or 0) + 1))
    case.state = state
    emit(
        CaseScheduled(
            actor_id=actor.id,
            board_id=case.board_id,
            case_id=case.id,
            tool_id=case.tool_id,
            meeting_id=meeting.id,
            verb=verb,
        )
    )
    return case


def _fits(board: Board, tool: Tool) -> None:
    if board.synthetic != tool.synthetic:
        raise Invalid(
            "Invented and real organisations are kept apart.",
            {"tool": "This board and this record do not belong together: one of them is example data"},
        )
    if tool.visibility is not Visibility.NAMED or tool.owner_id == board.organisation_id:
        return
    opened = select(Access.id).where(Access.tool_id == tool.id, Access.organisation_id == board.organisation_id)
    if db.session.scalar(opened.limit(1)) is None:
        raise Invalid(
            "The board may not read this record.",
            {"tool": "The board's organisation may not read this record: share it with them first"},
        )
