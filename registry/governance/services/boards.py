"""Setting up boards, seating people, planning meetings."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select

from registry.accounts.models import Person
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict, Invalid, NotAllowed, NotFound
from registry.core.events import emit
from registry.governance.events import BoardCreated, MeetingPlanned, SeatEnded, SeatTaken
from registry.governance.models import Board, Meeting, Seat
from registry.organisations.models import Organisation
from registry.rules import policy
from registry.rules.policy import Actor, Permission
from registry.rules.words import BOARD_ROLES, Role

LONGEST_NAME = 200


@dataclass(frozen=True)
class BoardDetails:
    """What a board is set up with."""

    name: str
    organisation_id: int
    remit: str


@dataclass(frozen=True)
class MeetingDetails:
    """When a board meets."""

    held_on: date
    title: str


@command
def create_board(actor: Actor, details: BoardDetails) -> Board:
    """Set up a board of an organisation. Refused to all but the registrar, and when the name is taken."""
    policy.require(actor, Permission.BOARD_CREATE)
    organisation = db.session.get(Organisation, details.organisation_id)
    name = " ".join(details.name.split())[:LONGEST_NAME]
    if organisation is None:
        raise Invalid("Choose the board's organisation.", {"organisation": "Choose the board's organisation"})
    if db.session.scalar(select(Board.id).where(func.lower(Board.name) == name.lower())):
        raise Invalid("There is a board of this name.", {"name": "There is a board of this name: choose another"})
    board = Board(
        slug=_free_slug(name),
        name=name,
        organisation_id=organisation.id,
        remit=details.remit.strip(),
        synthetic=organisation.synthetic,
    )
    db.session.add(board)
    db.session.flush()
    emit(BoardCreated(actor_id=actor.id, board_id=board.id, organisation_id=organisation.id))
    return board


@command
def seat_person(actor: Actor, board_id: int, email: str, role: Role) -> Seat:
    """Give a person with an account a seat. Nobody seats themselves."""
    board = _board(board_id)
    policy.require(actor, Permission.BOARD_SEAT, board)
    person = db.session.scalar(select(Person).where(Person.email == email.strip().lower(), Person.closed_at.is_(None)))
    if person is None or role not in BOARD_ROLES:
        raise Invalid(
            "Nobody with an account has this address.",
            {"email": "Nobody with an account has this address: they can ask for access first"},
        )
    if person.id == actor.id:
        raise NotAllowed(
            "You cannot seat yourself. Ask another of the board's secretariat, or the registrar.",
            permission=Permission.BOARD_SEAT,
            subject=f"board:{board.id}",
            actor_id=actor.id,
        )
    if db.session.scalar(select(Seat.id).where(*_open_seat(board.id, person.id), Seat.role == role)):
        raise Invalid("This person has that seat.", {"email": "This person has that seat already"})
    seat = Seat(board_id=board.id, person_id=person.id, role=role, started_at=clock.now())
    db.session.add(seat)
    db.session.flush()
    emit(SeatTaken(actor_id=actor.id, board_id=board.id, person_id=person.id, role=role.value))
    return seat


@command
def end_seat(actor: Actor, board_id: int, seat_id: int) -> None:
    """End a seat; the row stays, with its end."""
    board = _board(board_id)
    policy.require(actor, Permission.BOARD_SEAT, board)
    seat = db.session.scalar(select(Seat).where(Seat.id == seat_id, Seat.board_id == board.id))
    if seat is None:
        raise NotFound("No such seat.")
    if seat.ended_at is not None:
        raise Conflict("This seat has ended already.")
    seat.ended_at = clock.now()
    emit(SeatEnded(actor_id=actor.id, board_id=board.id, person_id=seat.person_id, role=seat.role.value))


@command
def plan_meeting(actor: Actor, board_id: int, details: MeetingDetails) -> Meeting:
    """Plan a meeting; one a day."""
    board = _board(board_id)
    policy.require(actor, Permission.MEETING_PLAN, board)
    taken = select(Meeting.id).where(Meeting.board_id == board.id, Meeting.held_on == details.held_on)
    if db.session.scalar(taken):
        message = "The board meets on that day already: choose another day"
        raise Invalid(f"{message}.", {"held_on": message})
    meeting = Meeting(board_id=board.id, held_on=details.held_on, title=details.title.strip()[:LONGEST_NAME])
    db.session.add(meeting)
    db.session.flush()
    emit(MeetingPlanned(actor_id=actor.id, board_id=board.id, meeting_id=meeting.id))
    return meeting


def _board(board_id: int) -> Board:
    board = db.session.get(Board, board_id)
    if board is None:
        raise NotFound("No such board.")
    return board


def _open_seat(board_id: int, person_id: int) -> tuple[ColumnElement[bool], ...]:
    return (Seat.board_id == board_id, Seat.person_id == person_id, Seat.ended_at.is_(None))


def _free_slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:100] or "board"
    taken = set(db.session.scalars(select(Board.slug).where(Board.slug.startswith(slug, autoescape=True))))
    number = next(n for n in range(1, len(taken) + 2) if (slug if n == 1 else f"{slug}-{n}") not in taken)
    return slug if number == 1 else f"{slug}-{number}"
