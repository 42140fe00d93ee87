import pytest
from sqlalchemy import select

from registry.core import clock
from registry.core.errors import Invalid, NotAllowed
from registry.governance.models import Seat
from registry.governance.queries import boards as queries
from registry.governance.services.boards import (
    BoardDetails,
    MeetingDetails,
    create_board,
    end_seat,
    plan_meeting,
    seat_person,
)
from registry.rules.policy import ANONYMOUS
from registry.rules.words import Role
from tests import factories as f


class TestCreateBoard:
    def test_gives_it_an_address_of_its_own(self, session):
        registrar, force = f.AnActor(Role.REGISTRAR), f.AForce()
        create_board(registrar, BoardDetails("Comité", force.id, "Considers tools."))

        second = create_board(registrar, BoardDetails("Comite", force.id, "Considers tools."))

        assert second.slug == "comite-2"

    def test_refuses_a_name_that_is_taken(self, session):
        registrar, force = f.AnActor(Role.REGISTRAR), f.AForce()
        create_board(registrar, BoardDetails("Board of tools", force.id, "Considers tools."))

        with pytest.raises(Invalid, match="of this name"):
            create_board(registrar, BoardDetails("board of TOOLS", force.id, "Considers tools."))

    @pytest.mark.parametrize("role", [Role.LEAD, Role.REVIEWER, Role.ASSURER])
    def test_is_refused_to_others(self, session, role):
        force = f.AForce()

        with pytest.raises(NotAllowed):
            create_board(f.AnActor(role, force), BoardDetails("Mine", force.id, "Considers tools."))


class TestSeatPerson:
    def test_gives_the_person_the_role_on_this_board_alone(self, session):
        board, other, person = f.ABoard(), f.ABoard(), f.APerson()

        seat_person(f.AnActor(Role.REGISTRAR), board.id, person.email.upper(), Role.CHAIR)

        assert f.actor_of(person).seats == {(board.id, Role.CHAIR)}
        assert queries.roles_filled(other.id) == []

    def test_nobody_seats_themselves(self, session):
        board = f.ABoard()
        secretary = f.ABoardPerson(board, Role.SECRETARY)

        with pytest.raises(NotAllowed, match="yourself"):
            seat_person(f.actor_of(secretary), board.id, secretary.email, Role.CHAIR)

    def test_a_secretary_of_another_board_is_refused(self, session):
        stranger = f.actor_of(f.ABoardPerson(f.ABoard(), Role.SECRETARY))

        with pytest.raises(NotAllowed):
            seat_person(stranger, f.ABoard().id, f.APerson().email, Role.MEMBER)

    def test_an_ended_seat_gives_nothing(self, session):
        board = f.ABoard()
        person = f.ABoardPerson(board, Role.CHAIR)
        seat = session.scalar(select(Seat).where(Seat.person_id == person.id))

        end_seat(f.AnActor(Role.REGISTRAR), board.id, seat.id)

        assert f.actor_of(person).seats == frozenset()


class TestPlanMeeting:
    def test_one_a_day(self, session):
        board = f.ABoard()
        chair = f.actor_of(f.ABoardPerson(board, Role.CHAIR))
        plan_meeting(chair, board.id, MeetingDetails(clock.today(), "Monthly"))

        with pytest.raises(Invalid, match="on that day"):
            plan_meeting(chair, board.id, MeetingDetails(clock.today(), "Again"))

    @pytest.mark.parametrize("role", [Role.MEMBER, Role.DEPUTY, Role.OBSERVER])
    def test_is_refused_to_other_seats(self, session, role):
        board = f.ABoard()
        seated = f.actor_of(f.ABoardPerson(board, role))

        with pytest.raises(NotAllowed):
            plan_meeting(seated, board.id, MeetingDetails(clock.today(), "Mine"))


class TestBoards:
    def test_may_be_read_by_anyone(self, session):
        board = f.ABoard()

        assert queries.board(ANONYMOUS, board.slug).name == board.name
