"""For how long a confirmation holds is set stage by stage; what is confirmed already keeps its day."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from registry.core import clock
from registry.core.errors import Invalid, NotAllowed
from registry.core.events import EventRow
from registry.replication import services
from registry.replication.queries.as_at import rows_on
from registry.replication.queries.terms import terms
from registry.rules.lifecycles import Stage
from registry.rules.policy import ANONYMOUS
from registry.rules.words import Role, Standing
from tests import factories as f
from tests.replication.said import a_lead, fresh, said


@pytest.fixture
def registrar(session):
    return f.AnActor(Role.REGISTRAR)


def setting(**changed):
    return {**terms(), **{Stage(code.replace("_", "-")): days for code, days in changed.items()}}


class TestTerms:
    def test_hold_for_what_is_confirmed_from_then_on(self, session, registrar):
        lead, force = a_lead()
        old = services.record(lead, f.ATool().id, force.id, said(Stage.LIVE))

        services.set_terms(registrar, setting(live=90))

        new = services.record(lead, f.ATool().id, force.id, said(Stage.LIVE))
        other = services.record(lead, f.ATool().id, force.id, said(Stage.PILOTING))
        days = [(fresh(row).expires_on - clock.today()).days for row in (old, new, other)]
        assert days == [180, 90, 180]

    def test_follow_the_stage_when_it_moves(self, session, registrar):
        lead, force = a_lead()
        services.set_terms(registrar, setting(piloting=60, live=365))
        adoption = services.record(lead, f.ATool().id, force.id, said(Stage.PILOTING))

        services.advance(lead, adoption.id, adoption.revision, said(Stage.LIVE, clock.today()))

        assert fresh(adoption).expires_on == clock.today() + timedelta(days=365)

    def test_a_past_day_reads_by_the_term_of_then(self, session, registrar, time_machine):
        lead, force = a_lead()
        services.set_terms(registrar, setting(live=90))
        adoption = services.record(lead, f.ATool().id, force.id, said(Stage.LIVE))
        told = clock.now()
        time_machine.move_to(told + timedelta(days=120), tick=False)
        services.set_terms(registrar, setting(live=365))
        services.confirm(lead, adoption.id, fresh(adoption).revision)

        def standing(days):
            return rows_on(lead, (told + timedelta(days=days)).date())[0].standing

        assert (standing(89), standing(92), standing(120)) == (
            Standing.CONFIRMED,
            Standing.UNCONFIRMED,
            Standing.CONFIRMED,
        )

    def test_each_change_is_in_the_audit_trail(self, session, registrar):
        services.set_terms(registrar, setting(live=90, paused=60))

        told = session.scalars(select(EventRow).where(EventRow.kind == "stage-term-set")).all()
        assert {(row.data["stage"], row.data["days"]) for row in told} == {("live", 90), ("paused", 60)}

    @pytest.mark.parametrize("days", [None, 0, 29, 731])
    def test_out_of_bounds_change_nothing(self, session, registrar, days):
        with pytest.raises(Invalid) as refusal:
            services.set_terms(registrar, setting(live=days, piloting=60))

        assert (set(refusal.value.fields), terms()[Stage.PILOTING]) == ({"live"}, 180)

    def test_are_the_registrars(self, session):
        for actor in (f.AnActor(Role.LEAD), ANONYMOUS):
            with pytest.raises(NotAllowed):
                services.set_terms(actor, setting(live=90))

    def test_are_set_on_a_page(self, web, session, registrar):
        web.sign_in(registrar.id)

        bad = web.post("/confirmation-terms", {stage.value: "soon" for stage in terms()})
        good = web.post("/confirmation-terms", {stage.value: "120" for stage in terms()})

        assert (bad.status_code, good.status_code) == (422, 302)
        assert set(terms().values()) == {120}
