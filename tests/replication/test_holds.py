import pytest
from sqlalchemy import select

from registry.core import clock
from registry.core.errors import Invalid
from registry.core.events import EventRow
from registry.replication import services
from registry.replication.models import StageEvent
from registry.replication.queries.adoptions import adoption_at
from registry.rules.lifecycles import Stage
from registry.rules.policy import ANONYMOUS
from tests import factories as f
from tests.replication.said import a_hold, a_lead, fresh, said


def at(stage: Stage, lead=None):
    lead, force = lead or a_lead()
    return lead, force, f.AnAdoption(organisation=force, stage=stage)


class TestABindingHold:
    def test_refuses_the_move_naming_it_and_its_source(self, session):
        lead, _, adoption = at(Stage.PILOTING)
        a_hold(adoption)

        with pytest.raises(Invalid) as refusal:
            services.advance(lead, adoption.id, 1, said(Stage.LIVE, clock.today()))

        assert "Renew the impact assessment" in refusal.value.fields["already_happened"]
        assert "Board 1, decision of 3 May 2026" in refusal.value.fields["already_happened"]
        assert fresh(adoption).stage is Stage.PILOTING

    def test_binds_a_record_that_enters_beyond_it(self, session):
        lead, force = a_lead()
        tool = f.ATool()
        a_hold(f.AnAdoption(tool), organisation_id=None)

        with pytest.raises(Invalid):
            services.record(lead, tool.id, force.id, said(Stage.BUSINESS_AS_USUAL))

    def test_binds_a_correction(self, session):
        lead, force = a_lead()
        adoption = services.record(lead, f.ATool().id, force.id, said(Stage.PILOTING))
        a_hold(adoption)
        step = session.scalar(select(StageEvent.id).where(StageEvent.adoption_id == adoption.id))

        with pytest.raises(Invalid):
            services.correct(lead, adoption.id, 1, step, said(Stage.LIVE, reason="A slip."))

    def test_binds_resuming(self, session):
        lead, force = a_lead()
        adoption = f.AnAdoption(organisation=force, stage=Stage.PAUSED, paused_from=Stage.LIVE)
        a_hold(adoption)

        with pytest.raises(Invalid):
            services.resume(lead, adoption.id, 1, said(Stage.LIVE, clock.today()))

    def test_lets_pass_what_has_already_happened_marked_and_put_to_the_board(self, session):
        lead, force, adoption = at(Stage.PILOTING)
        hold = a_hold(adoption)

        services.advance(
            lead,
            adoption.id,
            1,
            said(Stage.LIVE, clock.today(), already_happened=True, reason="Went live before the decision."),
        )

        row = adoption_at(lead, adoption.tool_id, force.id)
        event = session.scalar(select(EventRow).where(EventRow.kind == "live-past-hold"))
        assert (row.stage, row.past_hold, row.unmet) == (Stage.LIVE, True, True)
        assert event.data["hold_id"] == hold.id

    def test_does_not_bind_before_its_stage(self, session):
        lead, _, adoption = at(Stage.INTERESTED)
        a_hold(adoption)

        assert services.advance(lead, adoption.id, 1, said(Stage.PILOTING, clock.today())).stage is Stage.PILOTING

    def test_does_not_bind_once_it_is_lifted(self, session):
        lead, _, adoption = at(Stage.PILOTING)
        services.lift_hold(a_hold(adoption).id)

        assert services.advance(lead, adoption.id, 1, said(Stage.LIVE, clock.today())).stage is Stage.LIVE

    def test_does_not_bind_another_force(self, session):
        lead, _, adoption = at(Stage.PILOTING)
        a_hold(f.AnAdoption(), tool_id=adoption.tool_id)

        assert services.advance(lead, adoption.id, 1, said(Stage.LIVE, clock.today())).stage is Stage.LIVE

    def test_shows_on_a_force_that_was_live_before(self, session):
        _, force, adoption = at(Stage.LIVE)
        before = adoption_at(ANONYMOUS, adoption.tool_id, force.id).unmet

        hold = a_hold(adoption)

        assert (before, adoption_at(ANONYMOUS, adoption.tool_id, force.id).unmet) == (False, True)
        services.lift_hold(hold.id)
        assert not adoption_at(ANONYMOUS, adoption.tool_id, force.id).unmet


class TestAdvice:
    def test_refuses_nothing(self, session):
        lead, force, adoption = at(Stage.PILOTING)
        a_hold(adoption, binding=False)

        services.advance(lead, adoption.id, 1, said(Stage.LIVE, clock.today()))

        assert not adoption_at(lead, adoption.tool_id, force.id).unmet


class TestLiftHold:
    def test_twice_says_so_once(self, session):
        hold = a_hold(f.AnAdoption())
        services.lift_hold(hold.id)

        services.lift_hold(hold.id)

        assert len(session.scalars(select(EventRow).where(EventRow.kind == "hold-lifted")).all()) == 1
