from datetime import timedelta

import pytest

from registry.catalogue.models import Access
from registry.core import clock
from registry.core.errors import Invalid, NotAllowed, NotFound, WrongState
from registry.governance.queries import boards as queries
from registry.governance.services import cases
from registry.rules.lifecycles import CASE, CaseState
from registry.rules.policy import ANONYMOUS
from registry.rules.words import Role, Visibility
from tests import factories as f


class TestOpenCase:
    def test_by_the_lead_of_the_owner(self, session):
        force = f.AForce()
        tool, board = f.ATool(force), f.ABoard()

        case = cases.open_case(f.AnActor(Role.LEAD, force), board.id, tool.slug, "Should forces use it?")

        assert (case.state, case.tool_id) == (CaseState.OPEN, tool.id)

    def test_by_the_boards_secretary(self, session):
        tool, board = f.ATool(), f.ABoard()
        secretary = f.actor_of(f.ABoardPerson(board, Role.SECRETARY))

        assert cases.open_case(secretary, board.id, tool.slug, "Should forces use it?").board_id == board.id

    def test_is_refused_to_a_lead_of_another_force(self, session):
        tool, board = f.ATool(), f.ABoard()

        with pytest.raises(NotAllowed):
            cases.open_case(f.AnActor(Role.LEAD), board.id, tool.slug, "Should forces use it?")

    def test_does_not_tell_that_a_hidden_record_exists(self, session):
        tool, board = f.ATool(visibility=Visibility.POLICING), f.ABoard()
        secretary = f.actor_of(f.ABoardPerson(board, Role.SECRETARY))

        with pytest.raises(Invalid) as hidden:
            cases.open_case(secretary, board.id, tool.slug, "Should forces use it?")
        with pytest.raises(Invalid) as unknown:
            cases.open_case(secretary, board.id, "no-such-tool", "Should forces use it?")

        assert hidden.value.fields == unknown.value.fields

    def test_a_record_for_named_organisations_goes_only_to_a_board_that_may_read_it(self, session):
        force = f.AForce()
        tool, board, lead = f.ATool(force, visibility=Visibility.NAMED), f.ABoard(), f.AnActor(Role.LEAD, force)

        with pytest.raises(Invalid, match="may not read"):
            cases.open_case(lead, board.id, tool.slug, "Should forces use it?")
        f.save(Access(tool_id=tool.id, organisation_id=board.organisation_id, reason="named"))

        assert cases.open_case(lead, board.id, tool.slug, "Should forces use it?").state is CaseState.OPEN

    def test_keeps_invented_and_real_organisations_apart(self, session):
        force = f.AForce()

        with pytest.raises(Invalid, match="kept apart"):
            cases.open_case(f.AnActor(Role.LEAD, force), f.ABoard(synthetic=True).id, f.ATool(force).slug, "Use it?")


class TestMoves:
    def test_recommend_puts_it_last_on_the_agenda(self, session):
        board = f.ABoard()
        meeting = f.AMeeting(board)
        chair = f.actor_of(f.ABoardPerson(board, Role.CHAIR))
        first, second = f.ACase(board, f.ATool()), f.ACase(board, f.ATool())

        for case in (first, second):
            cases.recommend(chair, case.id, meeting.id)

        assert [item.case_id for item in queries.agenda(ANONYMOUS, meeting.id)] == [first.id, second.id]

    def test_a_meeting_of_another_board_is_refused(self, session):
        board = f.ABoard()
        chair, case = f.actor_of(f.ABoardPerson(board, Role.CHAIR)), f.ACase(board, f.ATool())

        with pytest.raises(Invalid):
            cases.recommend(chair, case.id, f.AMeeting(f.ABoard()).id)

    def test_brought_back_to_the_same_meeting_is_refused(self, session):
        board = f.ABoard()
        meeting = f.AMeeting(board)
        chair = f.actor_of(f.ABoardPerson(board, Role.CHAIR))
        case = f.ACase(board, f.ATool(), CaseState.DECIDED, meeting)

        with pytest.raises(WrongState, match="later meeting"):
            cases.bring_back(chair, case.id, meeting.id)

    def test_assign_takes_only_somebody_on_the_board(self, session):
        board = f.ABoard()
        chair, case = f.actor_of(f.ABoardPerson(board, Role.CHAIR)), f.ACase(board, f.ATool())

        with pytest.raises(Invalid):
            cases.assign(chair, case.id, f.APerson().id)

    def test_a_case_about_a_hidden_record_is_not_there(self, session):
        board = f.ABoard()
        chair = f.actor_of(f.ABoardPerson(board, Role.CHAIR))
        case = f.ACase(board, f.ATool(visibility=Visibility.POLICING), CaseState.DECIDED)

        with pytest.raises(NotFound):
            cases.close(chair, case.id)

    @pytest.mark.parametrize("role", [Role.CHAIR, Role.SECRETARY, Role.MEMBER, Role.DEPUTY, Role.OBSERVER, None])
    @pytest.mark.parametrize("state", list(CaseState))
    @pytest.mark.parametrize("verb", ["assign", "recommend", "bring-back", "close"])
    def test_each_move_from_each_state_by_each_role(self, session, verb, state, role):
        board = f.ABoard()
        later = f.AMeeting(board, held_on=clock.today() + timedelta(days=30))
        person = f.ABoardPerson(board, role) if role else f.APerson()
        case = f.ACase(board, f.ATool(), state)
        moves = {
            "assign": lambda actor: cases.assign(actor, case.id, person.id),
            "recommend": lambda actor: cases.recommend(actor, case.id, later.id),
            "bring-back": lambda actor: cases.bring_back(actor, case.id, later.id),
            "close": lambda actor: cases.close(actor, case.id),
        }
        sources, target = CASE.moves[verb]
        expected = NotAllowed if role not in (Role.CHAIR, Role.SECRETARY) else None if state in sources else WrongState

        if expected:
            with pytest.raises(expected):
                moves[verb](f.actor_of(person))
        else:
            assert moves[verb](f.actor_of(person)).state is target


class TestWhatIsHidden:
    def test_cases_decisions_and_counts_leave_out_records_that_the_reader_may_not_read(self, session):
        board = f.ABoard()
        meeting = f.AMeeting(board)
        shown = f.ACase(board, f.ATool(), CaseState.SCHEDULED, meeting)
        hidden = f.ATool(visibility=Visibility.POLICING)
        case = f.ACase(board, hidden)
        f.save(f.AgendaItem(meeting_id=meeting.id, case_id=case.id, position=2))

        assert [found.id for found in queries.cases(ANONYMOUS, board.id).items] == [shown.id]
        assert queries.open_cases_by_board(ANONYMOUS) == {board.id: 1}
        assert [item.case_id for item in queries.agenda(ANONYMOUS, meeting.id)] == [shown.id]
        with pytest.raises(NotFound):
            queries.case(ANONYMOUS, case.id)
        assert queries.open_cases_by_board(f.AnActor(Role.READER)) == {board.id: 2}

    def test_a_suspended_records_case_is_gone(self, session):
        board, tool = f.ABoard(), f.ATool()
        case = f.ACase(board, tool)
        tool.suspended_at, tool.suspension_reason = clock.now(), "Checked"
        f.save(tool)

        with pytest.raises(NotFound):
            queries.case(f.AnActor(Role.READER), case.id)
