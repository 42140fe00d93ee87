"""Reading boards, meetings, cases and decisions. A case about a tool that the actor may not read is nowhere."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from registry.accounts.models import Person
from registry.catalogue.models import Tool
from registry.catalogue.queries import scope
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.paging import Page, page_of_rows
from registry.governance.models import AgendaItem, Board, Case, Decision, Meeting, Seat
from registry.rules import policy
from registry.rules.lifecycles import CaseState
from registry.rules.policy import Actor, Permission
from registry.rules.words import BOARD_ROLES, Role

MEETINGS = 50


def boards(actor: Actor, number: int | None = None) -> Page[Board]:
    """Every board by name."""
    policy.require(actor, Permission.BOARD_READ)
    statement = select(Board).options(joinedload(Board.organisation)).order_by(Board.synthetic, Board.name)
    return page_of_rows(statement, number)


def open_cases_by_board(actor: Actor) -> dict[int, int]:
    """How many open cases each board has, of those that the actor may read."""
    statement = (
        select(Case.board_id, func.count())
        .join(Tool, Tool.id == Case.tool_id)
        .where(scope.visible_to(actor), Case.state != CaseState.CLOSED)
        .group_by(Case.board_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def board(actor: Actor, slug: str) -> Board:
    """The board at this address."""
    found = db.session.scalar(select(Board).where(Board.slug == slug).options(joinedload(Board.organisation)))
    if found is None or not policy.allows(actor, Permission.BOARD_READ, found):
        raise NotFound("No such board.")
    return found


def roles_filled(board_id: int) -> list[tuple[Role, int]]:
    """Each role on a board with how many people hold it; never who."""
    statement = (
        select(Seat.role, func.count()).where(Seat.board_id == board_id, Seat.ended_at.is_(None)).group_by(Seat.role)
    )
    held = {row[0]: row[1] for row in db.session.execute(statement)}
    return [(role, held[role]) for role in BOARD_ROLES if role in held]


def seats(actor: Actor, found: Board) -> Sequence[Row[*tuple[Any, ...]]]:
    """Who sits on a board, by name: for those who may seat people."""
    policy.require(actor, Permission.BOARD_SEAT, found)
    return _seated(found.id)


def candidates(actor: Actor, found: Case) -> Sequence[Row[*tuple[Any, ...]]]:
    """Who may be given a case: those seated on its board; for those who may give it."""
    policy.require(actor, Permission.CASE_ASSIGN, found)
    return _seated(found.board_id)


def meetings(board_id: int) -> Sequence[Meeting]:
    """A board's meetings, newest first."""
    statement = select(Meeting).where(Meeting.board_id == board_id).order_by(Meeting.held_on.desc()).limit(MEETINGS)
    return db.session.scalars(statement).all()


def cases(actor: Actor, board_id: int, number: int | None = None) -> Page[Case]:
    """A board's cases that are not closed, oldest first."""
    statement = (
        select(Case)
        .join(Case.tool)
        .options(contains_eager(Case.tool))
        .where(scope.visible_to(actor), Case.board_id == board_id, Case.state != CaseState.CLOSED)
        .order_by(Case.id)
    )
    return page_of_rows(statement, number)


def decisions(actor: Actor, board_id: int, number: int | None = None) -> Page[Decision]:
    """A board's decisions, newest first."""
    return page_of_rows(_decisions(actor).where(Case.board_id == board_id), number)


def decisions_on(actor: Actor, tool_id: int, limit: int = 20) -> Sequence[Decision]:
    """What boards decided on a tool, newest first, with case and board: one statement."""
    return db.session.scalars(_decisions(actor).where(Case.tool_id == tool_id).limit(limit)).all()


def case(actor: Actor, case_id: int) -> Case:
    """A case with its tool, board and decisions; NotFound when the actor may not read the tool."""
    found = db.session.scalar(
        select(Case)
        .join(Case.tool)
        .where(scope.visible_to(actor), Case.id == case_id)
        .options(
            contains_eager(Case.tool).joinedload(Tool.owner),
            joinedload(Case.board).joinedload(Board.organisation),
            selectinload(Case.decisions),
        )
    )
    if found is None:
        raise NotFound("No such case.")
    return found


def case_to(permission: Permission, actor: Actor, case_id: int) -> Case:
    """A case for somebody who is about to act on it: raises as `case` does, and NotAllowed to those who may not."""
    found = case(actor, case_id)
    policy.require(actor, permission, found)
    return found


def agenda_of(case_id: int) -> Sequence[Meeting]:
    """The meetings on whose agenda a case stands or stood."""
    statement = (
        select(Meeting)
        .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
        .where(AgendaItem.case_id == case_id)
        .order_by(Meeting.held_on)
    )
    return db.session.scalars(statement).all()


def meeting(actor: Actor, meeting_id: int) -> Meeting:
    """A meeting with its board."""
    options = joinedload(Meeting.board).joinedload(Board.organisation)
    found = db.session.scalar(select(Meeting).where(Meeting.id == meeting_id).options(options))
    if found is None or not policy.allows(actor, Permission.BOARD_READ, found.board):
        raise NotFound("No such meeting.")
    return found


def agenda(actor: Actor, meeting_id: int) -> Sequence[AgendaItem]:
    """A meeting's items in order, those about tools that the actor may read."""
    statement = (
        select(AgendaItem)
        .join(AgendaItem.case)
        .join(Case.tool)
        .options(contains_eager(AgendaItem.case).contains_eager(Case.tool))
        .where(scope.visible_to(actor), AgendaItem.meeting_id == meeting_id)
        .order_by(AgendaItem.position)
    )
    return db.session.scalars(statement).all()


def proposable(actor: Actor, board_id: int) -> bool:
    """Whether the actor could open a case before this board: its secretary, or any force's lead."""
    return (board_id, Role.SECRETARY) in actor.seats or bool(actor.at(Role.LEAD))


def _seated(board_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    statement = (
        select(Seat.id, Seat.role, Seat.person_id, Person.name, Person.email)
        .join(Person, Person.id == Seat.person_id)
        .where(Seat.board_id == board_id, Seat.ended_at.is_(None))
        .order_by(Seat.role, Person.name)
    )
    return db.session.execute(statement).all()


def _decisions(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(Decision)
        .join(Decision.case)
        .join(Case.tool)
        .join(Case.board)
        .options(
            contains_eager(Decision.case).contains_eager(Case.tool),
            contains_eager(Decision.case).contains_eager(Case.board),
        )
        .where(scope.visible_to(actor))
        .order_by(Decision.happened_on.desc(), Decision.id.desc())
    )
