from datetime import timedelta

import pytest
import time_machine

from registry.core import clock
from registry.core.errors import Conflict, Invalid, NotAllowed, WrongState
from registry.replication import services
from registry.replication.queries.adoptions import adoption_at, due_by
from registry.replication.queries.counts import counts_of
from registry.rules.lifecycles import Stage
from registry.rules.policy import ANONYMOUS
from registry.rules.words import Role, Standing, Visibility
from tests import factories as f
from tests.replication.said import a_lead, fresh, said


class TestConfirm:
    def test_holds_from_today_for_180_days(self, session):
        lead, force = a_lead()
        adoption = f.AnAdoption(organisation=force, expires_on=clock.today() - timedelta(days=3))

        services.confirm(lead, adoption.id, 1)

        assert fresh(adoption).expires_on == clock.today() + timedelta(days=180)

    def test_takes_over_what_a_source_reports(self, session):
        lead, force = a_lead()
        adoption = f.AnAdoption(organisation=force, standing=Standing.REPORTED)

        services.confirm(lead, adoption.id, 1)

        row = adoption_at(ANONYMOUS, adoption.tool_id, force.id)
        assert (row.standing, row.source, row.since) == (Standing.CONFIRMED, "A published source", adoption.since)

    def test_cannot_stand_in_for_a_stage(self, session):
        lead, force = a_lead()
        adoption = f.AnAdoption(organisation=force, stage=Stage.STAGE_NOT_STATED, standing=Standing.REPORTED)

        with pytest.raises(WrongState, match="Record the stage"):
            services.confirm(lead, adoption.id, 1)

    def test_of_an_older_state_is_refused(self, session):
        lead, force = a_lead()
        adoption = f.AnAdoption(organisation=force)
        services.confirm(lead, adoption.id, 1)

        with pytest.raises(Conflict):
            services.confirm(lead, adoption.id, 1)

    def test_of_several_is_all_or_none(self, session):
        lead, force = a_lead()
        own = f.AnAdoption(organisation=force)
        other = f.AnAdoption()

        with pytest.raises(NotAllowed):
            services.confirm_all(lead, {own.id: 1, other.id: 1})

        assert fresh(own).revision == 1

    def test_of_none_is_refused(self, session):
        with pytest.raises(Invalid):
            services.confirm_all(f.AnActor(Role.LEAD), {})


class TestExpiry:
    def test_after_the_last_day_it_reads_unconfirmed_and_is_counted_so(self, session):
        lead, force = a_lead()
        adoption = services.record(lead, f.ATool().id, force.id, said(Stage.LIVE))
        last = adoption.expires_on

        with time_machine.travel(last, tick=False):
            before = counts_of(lead, [adoption.tool_id])[adoption.tool_id].adopted
        with time_machine.travel(last + timedelta(days=1), tick=False):
            after = counts_of(lead, [adoption.tool_id])[adoption.tool_id].adopted
            row = adoption_at(lead, adoption.tool_id, force.id)

        assert (before.confirmed, before.unconfirmed) == (1, 0)
        assert (after.confirmed, after.unconfirmed) == (0, 1)
        assert (row.standing, row.dated) == (Standing.UNCONFIRMED, last)

    def test_is_due_sixty_days_before(self, session):
        lead, force = a_lead()
        near = f.AnAdoption(organisation=force, expires_on=clock.today() + timedelta(days=60))
        f.AnAdoption(organisation=force, expires_on=clock.today() + timedelta(days=61))
        f.AnAdoption(organisation=force, stage=Stage.STOPPED, expires_on=clock.today())
        f.AnAdoption(organisation=force, standing=Standing.REPORTED)
        f.AnAdoption(expires_on=clock.today())

        found = due_by(lead, frozenset({force.id}), clock.today() + timedelta(days=60), 10)
        assert [(row.id, row.expires_on) for row in found] == [(near.id, near.expires_on)]


class TestDispute:
    def test_counts_nowhere_but_as_disputed(self, session):
        lead, force = a_lead()
        adoption = f.AnAdoption(organisation=force, standing=Standing.REPORTED)

        services.dispute(lead, adoption.id, 1, said(None, clock.today(), barriers=(), reason="We never had it."))

        counts = counts_of(ANONYMOUS, [adoption.tool_id])[adoption.tool_id]
        assert (counts.adopted.counted, counts.adopted.disputed) == (0, 1)

    def test_is_settled_by_recording_what_is_true(self, session):
        lead, force = a_lead()
        adoption = f.AnAdoption(organisation=force, standing=Standing.DISPUTED)

        services.record(lead, adoption.tool_id, force.id, said(Stage.PILOTING), 1)

        assert (fresh(adoption).stage, fresh(adoption).standing) == (Stage.PILOTING, Standing.CONFIRMED)

    def test_needs_a_reason(self, session):
        lead, force = a_lead()
        adoption = f.AnAdoption(organisation=force, standing=Standing.REPORTED)

        with pytest.raises(Invalid):
            services.dispute(lead, adoption.id, 1, said(None, clock.today(), reason=" "))

    def test_of_ones_own_word_is_refused(self, session):
        lead, force = a_lead()
        adoption = f.AnAdoption(organisation=force)

        with pytest.raises(WrongState):
            services.dispute(lead, adoption.id, 1, said(None, clock.today()))


class TestRelease:
    def test_opens_it_to_everybody(self, session):
        lead, force = a_lead()
        adoption = f.AnAdoption(organisation=force, visibility=Visibility.POLICING)
        before = adoption_at(ANONYMOUS, adoption.tool_id, force.id)

        services.release(lead, adoption.id, 1, Visibility.PUBLIC, "Data protection officer", "DPO/7")

        assert before is None
        assert adoption_at(ANONYMOUS, adoption.tool_id, force.id).id == adoption.id

    def test_leaves_stage_and_standing(self, session):
        lead, force = a_lead()
        adoption = services.record(lead, f.ATool().id, force.id, said(Stage.LIVE))
        expires = adoption.expires_on

        services.release(lead, adoption.id, 1, Visibility.PUBLIC, "Data protection officer", "DPO/7")

        assert (adoption.stage, adoption.standing, adoption.expires_on) == (Stage.LIVE, Standing.CONFIRMED, expires)

    def test_names_its_authority(self, session):
        lead, force = a_lead()
        adoption = f.AnAdoption(organisation=force)

        with pytest.raises(Invalid) as refusal:
            services.release(lead, adoption.id, 1, Visibility.PUBLIC, " ", "")

        assert set(refusal.value.fields) == {"role", "reference"}

    def test_is_closed_to_other_forces(self, session):
        adoption = f.AnAdoption()

        with pytest.raises(NotAllowed):
            services.release(f.AnActor(Role.LEAD), adoption.id, 1, Visibility.PUBLIC, "DPO", "1")
