"""What waits for a person, role by role: a heading, a first button and lists, in the order of the roles."""

from dataclasses import dataclass

from sqlalchemy import select

from registry.core.db import db
from registry.governance.models import Board
from registry.organisations.queries import by_ids
from registry.pages.queries.my_work import people
from registry.pages.queries.my_work.items import Section, filled
from registry.pages.queries.my_work.roles import OF_BOARDS, OF_ORGANISATIONS, reader
from registry.rules.policy import Actor, Permission, allows
from registry.rules.words import POLICING_KINDS, OrganisationKind, Role


@dataclass(frozen=True)
class Place:
    """An organisation that the actor belongs to, and whether they look after its people."""

    name: str
    slug: str
    is_force: bool
    people: bool


@dataclass(frozen=True)
class Links:
    """Where the actor goes from here whatever waits."""

    register: bool
    places: list[Place]
    people_anywhere: bool  # the registrar finds the people of every organisation on its page
    unanswered: bool  # what was searched for in vain


def links(actor: Actor) -> Links:
    """Registering, the pages of their organisations and the people there: one statement."""
    own = sorted(by_ids(actor.organisations).values(), key=lambda found: found.name)
    return Links(
        any(found.kind in POLICING_KINDS and allows(actor, Permission.TOOL_REGISTER, found) for found in own),
        [
            Place(
                found.name,
                found.slug,
                found.kind is OrganisationKind.FORCE,
                allows(actor, Permission.PEOPLE_READ, found),
            )
            for found in own
        ],
        bool(actor.at(Role.REGISTRAR)),
        allows(actor, Permission.UNANSWERED_READ),
    )


def my_work(actor: Actor) -> list[Section]:
    """A section for each role that the actor holds; the reader's for who holds no other, or whose organisation asked."""
    names = {key: found.name for key, found in by_ids(actor.organisations).items()}
    boards = _boards(actor)
    sections = []
    for role, build in OF_ORGANISATIONS:
        if actor.at(role):
            where = sorted(names.get(key, "") for key in actor.at(role))
            sections.append(Section(role.value, where, filled(build(actor))))
    for code, roles, of_boards in OF_BOARDS:
        seated = {board_id for board_id, role in actor.seats if role in roles}
        if seated:
            where = sorted(boards[board_id] for board_id in seated)
            sections.append(Section(code, where, filled(of_boards(actor, frozenset(seated)))))
    sections += people.sections(actor)
    questions = filled(reader(actor))  # what was asked stands in the lists of both organisations
    if questions or not sections:
        sections.append(Section(Role.READER.value, sorted(names.values()), questions))
    return sections


def _boards(actor: Actor) -> dict[int, str]:
    seated = {board_id for board_id, _role in actor.seats}
    if not seated:
        return {}
    return {row.id: row.name for row in db.session.execute(select(Board.id, Board.name).where(Board.id.in_(seated)))}
