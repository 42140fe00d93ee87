from datetime import timedelta

import pytest
from sqlalchemy import select

from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.db import db
from registry.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from registry.governance.models import Condition, ConditionBinding
from registry.governance.queries.tasks import tasks
from registry.governance.services import tasks as services
from registry.governance.services.decisions import ActionDetails, ConditionDetails, DecisionDetails, decide
from registry.organisations.models import Organisation
from registry.replication.models import Hold
from registry.rules.lifecycles import CaseState, Outcome, TaskState
from registry.rules.policy import ANONYMOUS
from registry.rules.words import Role, Visibility
from tests import factories as f

SOON = timedelta(days=30)


def a_board(organisation=None):
    """A board with a chair and a case that stands on an agenda."""
    board = f.ABoard(organisation)
    return board, f.actor_of(f.ABoardPerson(board, Role.CHAIR)), f.ACase(board, f.ATool(), CaseState.SCHEDULED)


def with_condition(organisation, blocking=True):
    return DecisionDetails(
        Outcome.RECOMMEND_WITH_CONDITIONS,
        "It helps.",
        conditions=(ConditionDetails("Assess data protection first", blocking, organisation and organisation.id),),
    )


def open_holds(session):
    rows = session.scalars(select(Hold).where(Hold.lifted_at.is_(None)).order_by(Hold.id)).all()
    return [(hold.organisation_id, hold.binding) for hold in rows]


class TestDecide:
    def test_is_recorded_with_what_follows(self, session):
        _board, chair, case = a_board()
        force = f.AForce()
        action = ActionDetails("Publish the method", force.id, "Innovation lead", clock.today() + SOON)

        decision = decide(chair, case.id, DecisionDetails(Outcome.NOTE, "Seen.", actions=(action,)))

        assert (case.state, decision.outcome) == (CaseState.DECIDED, Outcome.NOTE)
        assert [(row.kind, row.organisation, row.due_on) for row in tasks(ANONYMOUS)] == [
            ("action", force.name, clock.today() + SOON)
        ]

    def test_a_second_time_is_refused_until_it_is_brought_back(self, session):
        _board, chair, case = a_board()
        decide(chair, case.id, DecisionDetails(Outcome.NOTE, "Seen."))

        with pytest.raises(WrongState, match=r"it is decided\. From here the case can be: scheduled, closed\.$"):
            decide(chair, case.id, DecisionDetails(Outcome.NOTE, "Seen again."))

    @pytest.mark.parametrize("outcome", [Outcome.HOLD, Outcome.DEFER, Outcome.ASK_FOR_EVIDENCE])
    def test_some_outcomes_need_the_day_it_comes_back(self, session, outcome):
        _board, chair, case = a_board()

        with pytest.raises(Invalid) as refusal:
            decide(chair, case.id, DecisionDetails(outcome, "Not yet."))

        assert set(refusal.value.fields) == {"bring_back_on"}
        assert decide(chair, case.id, DecisionDetails(outcome, "Not yet.", clock.today() + SOON)).outcome is outcome

    def test_says_all_that_is_wrong_at_once(self, session):
        _board, chair, case = a_board()
        late = ActionDetails("Do it", f.AForce().id, "Lead", clock.today() - SOON)

        with pytest.raises(Invalid) as refusal:
            decide(chair, case.id, DecisionDetails(Outcome.RECOMMEND_WITH_CONDITIONS, " ", actions=(late,)))

        assert set(refusal.value.fields) == {"rationale", "conditions", "actions"}

    @pytest.mark.parametrize("role", [Role.MEMBER, Role.DEPUTY, Role.OBSERVER])
    def test_is_refused_to_other_seats(self, session, role):
        board, _chair, case = a_board()

        with pytest.raises(NotAllowed):
            decide(f.actor_of(f.ABoardPerson(board, role)), case.id, DecisionDetails(Outcome.NOTE, "Seen."))

    def test_a_chair_of_another_board_is_refused(self, session):
        _board, _chair, case = a_board()
        stranger = f.actor_of(f.ABoardPerson(f.ABoard(), Role.CHAIR))

        with pytest.raises(NotAllowed):
            decide(stranger, case.id, DecisionDetails(Outcome.NOTE, "Seen."))


class TestBlockingCondition:
    def test_of_the_adopters_own_board_binds(self, session):
        force = f.AForce()
        _board, chair, case = a_board(force)

        decide(chair, case.id, with_condition(force))

        assert open_holds(session) == [(force.id, True)]

    def test_of_another_board_is_advice(self, session):
        adopter = f.AForce()
        _board, chair, case = a_board()

        decide(chair, case.id, with_condition(adopter))

        assert open_holds(session) == [(adopter.id, False)]

    def test_to_all_adopters_binds_the_boards_own_organisation_alone(self, session):
        force = f.AForce()
        _board, chair, case = a_board(force)

        decide(chair, case.id, with_condition(None))

        assert open_holds(session) == [(None, False), (force.id, True)]

    def test_one_that_does_not_block_places_nothing(self, session):
        force = f.AForce()
        _board, chair, case = a_board(force)

        decide(chair, case.id, with_condition(force, blocking=False))

        assert open_holds(session) == []


class TestBindCondition:
    def test_makes_another_boards_condition_bind(self, session):
        adopter = f.AForce()
        _board, chair, case = a_board()
        condition = decided(session, chair, case, adopter)

        services.bind_condition(f.AnActor(Role.LEAD, adopter), condition.id, adopter.id)

        assert open_holds(session) == [(adopter.id, False), (adopter.id, True)]

    def test_twice_is_refused(self, session):
        adopter = f.AForce()
        _board, chair, case = a_board()
        condition, lead = decided(session, chair, case, None), f.AnActor(Role.LEAD, adopter)
        services.bind_condition(lead, condition.id, adopter.id)

        with pytest.raises(Conflict):
            services.bind_condition(lead, condition.id, adopter.id)

    def test_is_refused_to_the_lead_of_another_force(self, session):
        adopter = f.AForce()
        _board, chair, case = a_board()
        condition = decided(session, chair, case, adopter)
        stranger = f.AForce()

        with pytest.raises(NotAllowed):
            services.bind_condition(f.AnActor(Role.LEAD, stranger), condition.id, adopter.id)
        with pytest.raises(NotFound):
            services.bind_condition(f.AnActor(Role.LEAD, stranger), condition.id, stranger.id)


class TestTasks:
    def test_accepting_lifts_every_hold_of_the_condition(self, session):
        force, adopter = f.AForce(), f.AForce()
        board, chair, case = a_board(force)
        condition = decided(session, chair, case, None)
        services.bind_condition(f.AnActor(Role.LEAD, adopter), condition.id, adopter.id)
        owner = f.AnActor(Role.CONTRIBUTOR, owner_of(case))
        services.complete(owner, "condition", condition.id, "DPIA 12, on the shared drive")
        assert len(open_holds(session)) == 3

        services.accept(f.actor_of(f.ABoardPerson(board, Role.SECRETARY)), "condition", condition.id)

        assert (condition.state, open_holds(session)) == (TaskState.ACCEPTED, [])

    def test_is_not_accepted_by_whoever_completed_it(self, session):
        force = f.AForce()
        board, chair, case = a_board(force)
        condition = decided(session, chair, case, force)
        secretary = f.actor_of(f.ABoardPerson(board, Role.SECRETARY, (force, Role.READER)))
        services.complete(secretary, "condition", condition.id, "DPIA 12")

        with pytest.raises(NotAllowed, match="You completed this"):
            services.accept(secretary, "condition", condition.id)

    def test_opening_it_again_places_the_holds_again(self, session):
        force = f.AForce()
        _board, chair, case = a_board(force)
        condition = decided(session, chair, case, force)
        services.complete(f.AnActor(Role.READER, force), "condition", condition.id, "DPIA 12")
        services.accept(chair, "condition", condition.id)
        assert open_holds(session) == []

        services.reopen(chair, "condition", condition.id)

        assert (condition.state, open_holds(session)) == (TaskState.OPEN, [(force.id, True)])

    def test_opening_it_before_it_is_accepted_places_no_second_hold(self, session):
        force = f.AForce()
        _board, chair, case = a_board(force)
        condition = decided(session, chair, case, force)
        services.complete(f.AnActor(Role.READER, force), "condition", condition.id, "DPIA 12")

        services.reopen(chair, "condition", condition.id)

        assert open_holds(session) == [(force.id, True)]

    def test_needs_proof(self, session):
        force = f.AForce()
        _board, chair, case = a_board()
        condition = decided(session, chair, case, force)

        with pytest.raises(Invalid, match="proof"):
            services.complete(f.AnActor(Role.READER, force), "condition", condition.id, "  ")

    def test_is_completed_only_by_those_it_falls_to(self, session):
        _board, chair, case = a_board()
        condition = decided(session, chair, case, f.AForce())

        with pytest.raises(NotAllowed):
            services.complete(chair, "condition", condition.id, "DPIA 12")

    def test_about_a_hidden_record_are_nowhere(self, session):
        _board, chair, case = a_board()
        decided(session, chair, case, f.AForce())
        tool = session.get(Tool, case.tool_id)
        tool.visibility = Visibility.POLICING
        f.save(tool)

        assert tasks(ANONYMOUS) == []
        assert len(tasks(f.AnActor(Role.READER))) == 1


def decided(session, chair, case, organisation):
    """The blocking condition of a decision on the case."""
    decision = decide(chair, case.id, with_condition(organisation))
    return session.scalar(select(Condition).where(Condition.decision_id == decision.id))


def owner_of(case):
    return db.session.get_one(Organisation, db.session.get_one(Tool, case.tool_id).owner_id)


def test_a_binding_names_its_hold(session):
    force = f.AForce()
    _board, chair, case = a_board(force)
    condition = decided(session, chair, case, None)

    binding = session.scalar(select(ConditionBinding).where(ConditionBinding.condition_id == condition.id))

    assert session.get(Hold, binding.hold_id).organisation_id == force.id
