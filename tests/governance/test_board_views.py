"""Boards in pages: read by anyone, changed by those who sit on them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from registry.core import clock
from registry.core.commands import command
from registry.core.delivery import deliver
from registry.core.events import EventRow, emit
from registry.governance.models import Board, Case, Condition, Decision, Meeting
from registry.governance.services.decisions import ConditionDetails, DecisionDetails, decide
from registry.replication.events import LivePastHold
from registry.replication.models import Hold, StageEvent
from registry.rules.lifecycles import CaseState, Outcome, TaskState
from registry.rules.words import Role, Visibility
from tests import factories as f


def day(prefix, when):
    return {f"{prefix}": [f"{when.day}", f"{when.month}", f"{when.year}"]}


class TestTheWay:
    def test_from_a_board_to_an_accepted_condition(self, session, web):
        force, adopter = f.AForce(), f.AForce()
        tool = f.ATool(force)
        registrar, chair, secretary = f.APerson((f.AForce(), Role.REGISTRAR)), f.APerson(), f.APerson()
        lead, adopters_lead = f.APerson((force, Role.LEAD)), f.APerson((adopter, Role.LEAD))

        web.sign_in(registrar.id)
        board_data = {"name": "National board", "organisation": f.AForce().id, "remit": "Considers tools."}
        assert web.post("/boards/new", board_data).status_code == 302
        board = session.scalars(select(Board)).one()
        for person, role in ((chair, "chair"), (secretary, "secretary")):
            web.post(f"/boards/{board.slug}/seats", {"email": person.email, "role": role})

        web.sign_in(chair.id)
        answer = web.post(f"/boards/{board.slug}/meetings/new", {"title": "Monthly", **day("held_on", clock.today())})
        assert answer.status_code == 302, answer.text
        meeting = session.scalars(select(Meeting)).one()
        web.sign_in(lead.id)
        address = f"http://localhost/tools/{tool.slug}?from=mail"
        web.post("/cases/new", {"board": board.id, "tool": address, "question": "Should forces use it?"})
        case = session.scalars(select(Case)).one()
        web.sign_in(chair.id)
        web.post(f"/cases/{case.id}/recommend", {"meeting": meeting.id})
        decided = web.post(
            f"/cases/{case.id}/decide",
            {
                "outcome": "recommend-with-conditions",
                "rationale": "It helps.",
                "condition_1": "Assess data protection first",
                "condition_1_to": adopter.id,
                "condition_1_blocking": "y",
                **day("condition_1_due", clock.today() + timedelta(days=30)),
            },
        )
        assert decided.status_code == 302
        condition = session.scalars(select(Condition)).one()
        web.sign_in(adopters_lead.id)
        assert f"Accept this condition for {adopter.name}" in web.get(f"/cases/{case.id}").text
        web.post(f"/conditions/{condition.id}/bind/{adopter.id}")
        assert [hold.binding for hold in session.scalars(select(Hold).order_by(Hold.id))] == [False, True]
        web.post(f"/tasks/condition/{condition.id}/complete", {"proof": "DPIA 12"})
        web.sign_in(secretary.id)
        web.post(f"/tasks/condition/{condition.id}/accept")

        session.expire_all()
        assert condition.state is TaskState.ACCEPTED
        assert session.scalar(select(Hold.id).where(Hold.lifted_at.is_(None))) is None
        assert "Recommend with conditions" in web.get(f"/boards/{board.slug}").text


class TestReading:
    def test_anybody_reads_a_board_and_finds_no_name(self, session, web):
        board = f.ABoard()
        person = f.ABoardPerson(board, Role.CHAIR)
        f.AMeeting(board)

        page = web.get(f"/boards/{board.slug}").text

        assert "Chair" in page
        assert person.name not in page
        assert person.email not in page

    def test_a_case_about_a_hidden_record_is_on_no_page(self, session, web):
        board = f.ABoard()
        meeting = f.AMeeting(board)
        case = f.ACase(
            board, f.ATool(name="Hidden thing", visibility=Visibility.POLICING), CaseState.SCHEDULED, meeting
        )
        decide(policing_chair(board), case.id, DecisionDetails(Outcome.NOTE, "Secret reasons."))

        pages = [web.get(path) for path in ("/boards", f"/boards/{board.slug}", f"/meetings/{meeting.id}")]

        assert all("Hidden thing" not in page.text and "Secret reasons" not in page.text for page in pages)
        assert web.get(f"/cases/{case.id}").status_code == 404
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)
        assert "Secret reasons" in web.get(f"/cases/{case.id}").text

    def test_late_actions_are_marked(self, session, web):
        board = f.ABoard()
        case = f.ACase(board, f.ATool(), CaseState.SCHEDULED)
        condition = ConditionDetails("Do it soon", False, None, clock.today() - timedelta(days=1))
        decide(policing_chair(board), case.id, DecisionDetails(Outcome.NOTE, "Seen.", conditions=(condition,)))

        assert "Overdue" in web.get(f"/boards/{board.slug}").text

    @pytest.mark.parametrize(
        "path", ["/boards/none", "/cases/99999", "/meetings/99999", "/tasks/condition/99999/complete"]
    )
    def test_what_is_not_there(self, session, web, path):
        web.sign_in(f.APerson((f.AForce(), Role.LEAD)).id)

        assert web.get(path).status_code == 404

    def test_seats_are_named_only_to_those_who_seat(self, session, web):
        board = f.ABoard()
        chair, member = f.ABoardPerson(board, Role.CHAIR), f.ABoardPerson(board, Role.MEMBER)

        web.sign_in(member.id)
        assert web.get(f"/boards/{board.slug}/seats").status_code == 403
        web.sign_in(chair.id)
        assert member.name in web.get(f"/boards/{board.slug}/seats").text


class TestActing:
    @pytest.mark.parametrize("verb", ["assign", "recommend", "bring-back", "decide"])
    def test_by_a_member_is_refused_even_with_nothing_filled_in_and_is_on_the_trail(self, session, web, verb):
        board = f.ABoard()
        case = f.ACase(board, f.ATool(), CaseState.DECIDED)
        web.sign_in(f.ABoardPerson(board, Role.MEMBER).id)

        assert web.post(f"/cases/{case.id}/{verb}").status_code == 403

        (row,) = session.scalars(select(EventRow).where(EventRow.kind == "refused")).all()
        assert row.data["subject"] == f"case:{case.id}"

    def test_completing_is_for_those_it_falls_to(self, session, web):
        board, force = f.ABoard(), f.AForce()
        case = f.ACase(board, f.ATool(), CaseState.SCHEDULED)
        condition = ConditionDetails("Assess data protection first", False, force.id)
        decide(policing_chair(board), case.id, DecisionDetails(Outcome.NOTE, "Seen.", conditions=(condition,)))
        path = f"/tasks/condition/{session.scalar(select(Condition.id))}/complete"

        asked = [web.sign_in(f.APerson((of, Role.READER)).id).get(path) for of in (force, f.AForce())]

        assert [answer.status_code for answer in asked] == [200, 403]

    def test_completing_what_all_adopters_are_asked_is_for_the_owner(self, session, web):
        board, owner = f.ABoard(), f.AForce()
        case = f.ACase(board, f.ATool(owner), CaseState.SCHEDULED)
        condition = ConditionDetails("Publish the method", False, None)
        decide(policing_chair(board), case.id, DecisionDetails(Outcome.NOTE, "Seen.", conditions=(condition,)))
        path = f"/tasks/condition/{session.scalar(select(Condition.id))}/complete"

        assert web.sign_in(f.APerson((owner, Role.READER)).id).get(path).status_code == 200


class TestForms:
    def test_keep_what_was_typed_and_say_what_is_wrong(self, session, web):
        board = f.ABoard()
        case = f.ACase(board, f.ATool(), CaseState.SCHEDULED)
        web.sign_in(f.ABoardPerson(board, Role.CHAIR).id)

        answer = web.post(f"/cases/{case.id}/decide", {"outcome": "hold", "rationale": "Not yet, because of data."})

        assert answer.status_code == 422
        assert "Not yet, because of data." in answer.text
        assert "hold, defer and ask for evidence need a date" in answer.text
        assert session.scalar(select(Decision.id)) is None

    def test_one_more_row_keeps_what_was_typed_and_records_nothing(self, session, web):
        board = f.ABoard()
        case = f.ACase(board, f.ATool(), CaseState.SCHEDULED)
        web.sign_in(f.ABoardPerson(board, Role.CHAIR).id)
        path = f"/cases/{case.id}/decide"
        typed = {"rationale": "Not yet, because of data.", "condition_4": "A fourth thing", "add": "condition"}

        first = web.post(path, typed)
        second = web.post(path, {**typed, "condition_5": "A fifth thing", "add": "action"})

        assert [first.status_code, second.status_code] == [200, 200]
        assert ('name="condition_5"' in first.text, 'name="action_5"' in first.text) == (True, False)
        assert ('name="condition_6"' in second.text, 'name="action_5"' in second.text) == (False, True)
        assert all(words in second.text for words in ("Not yet, because of data.", "A fourth thing", "A fifth thing"))
        assert "There is a problem" not in second.text
        assert session.scalar(select(Decision.id)) is None

    def test_what_stands_in_a_row_that_was_added_is_recorded(self, session, web):
        board = f.ABoard()
        case = f.ACase(board, f.ATool(), CaseState.SCHEDULED)
        web.sign_in(f.ABoardPerson(board, Role.CHAIR).id)

        web.post(
            f"/cases/{case.id}/decide",
            {"outcome": "note", "rationale": "Seen.", **{f"condition_{n}": f"Thing {n}" for n in range(1, 7)}},
        )

        assert len(session.scalars(select(Condition)).all()) == 6

    @pytest.mark.parametrize("name", ["condition_99", "condition_²", "condition_-1", "condition_", "action_999999999"])
    def test_an_odd_row_does_no_harm(self, session, web, name):
        board = f.ABoard()
        case = f.ACase(board, f.ATool(), CaseState.SCHEDULED)
        web.sign_in(f.ABoardPerson(board, Role.CHAIR).id)

        page = web.post(f"/cases/{case.id}/decide", {name: "Odd", "add": "condition"})

        assert (page.status_code, 'name="condition_41"' in page.text) == (200, False)

    def test_an_action_needs_role_and_day(self, session, web):
        board = f.ABoard()
        case = f.ACase(board, f.ATool(), CaseState.SCHEDULED)
        web.sign_in(f.ABoardPerson(board, Role.CHAIR).id)

        answer = web.post(
            f"/cases/{case.id}/decide",
            {"outcome": "note", "rationale": "Seen.", "action_1": "Publish it", "action_1_to": f.AForce().id},
        )

        assert "Say which role owns this action" in answer.text
        assert "Say by when this action is to be done" in answer.text

    def test_a_decision_sent_twice_is_recorded_once(self, session, web):
        board = f.ABoard()
        case = f.ACase(board, f.ATool(), CaseState.SCHEDULED)
        web.sign_in(f.ABoardPerson(board, Role.CHAIR).id)
        data = {"outcome": "note", "rationale": "Seen."}

        answers = [web.post(f"/cases/{case.id}/decide", data).status_code for _time in range(2)]

        assert answers == [302, 409]
        assert len(session.scalars(select(Decision)).all()) == 1


class TestLivePastHold:
    def gone_live(self, session):
        force, board = f.AForce(), None
        board = f.ABoard(force)
        case = f.ACase(board, f.ATool(), CaseState.SCHEDULED)
        condition = ConditionDetails("Assess data protection first", True, force.id)
        details = DecisionDetails(Outcome.RECOMMEND_WITH_CONDITIONS, "It helps.", conditions=(condition,))
        decide(policing_chair(board), case.id, details)
        hold = session.scalars(select(Hold)).one()
        tool = session.get(f.Tool, case.tool_id)
        adoption = f.AnAdoption(tool, force, visibility=Visibility.POLICING)
        step = session.scalars(select(StageEvent).where(StageEvent.adoption_id == adoption.id)).one()
        step.past_hold_id = hold.id
        f.save(step)
        event = LivePastHold(
            actor_id=None,
            tool_id=tool.id,
            organisation_id=force.id,
            adoption_id=adoption.id,
            stage_event_id=step.id,
            hold_id=hold.id,
        )
        return force, board, case, event

    def test_puts_a_case_before_the_board_once(self, session):
        _force, board, first, event = self.gone_live(session)

        for _time in range(2):
            happened(event)
            deliver()

        (case,) = session.scalars(select(Case).where(Case.id != first.id)).all()
        assert (case.board_id, case.state) == (board.id, CaseState.OPEN)

    def test_names_the_adopter_only_to_those_who_may_know(self, session, web):
        force, _board, first, event = self.gone_live(session)
        happened(event)
        deliver()
        cases = [first.id, session.scalar(select(Case.id).where(Case.id != first.id))]

        for case_id in cases:
            assert "live, condition not met" not in web.get(f"/cases/{case_id}").text
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)
        page = web.get(f"/cases/{first.id}").text
        assert "live, condition not met" in page
        assert force.name in page


@command
def happened(event):
    emit(event)


def policing_chair(board):
    return f.actor_of(f.ABoardPerson(board, Role.CHAIR, (f.AForce(), Role.READER)))
