"""A gate that asks for an assessment of the force's own use counts a signed one that holds, and nothing else."""

from datetime import timedelta

import pytest

from registry.assurance import services as assurance
from registry.core import clock
from registry.core.db import db
from registry.core.errors import Invalid
from registry.replication import services
from registry.replication.models import Hold
from registry.replication.queries import gates as queries
from registry.replication.queries.gates_on import gates_on
from registry.replication.services import Assertion
from registry.replication.services import gates as gate_services
from registry.rules.lifecycles import Stage
from registry.rules.words import Role
from tests import factories as f
from tests.assurance.stated import details as said
from tests.assurance.stated import sign
from tests.replication.test_gates import LIVE, NO_FILE, details, keeping

__all__ = ["keeping"]


class Asking:
    """A force whose gate before live asks for its own impact assessment."""

    def __init__(self):
        self.home, self.tool = f.AForce(), f.ATool()
        self.standard = f.AStandard("always", code="dpia", title="Impact assessment", judged_on="adoption")
        self.lead, self.assurer = f.AnActor(Role.LEAD, self.home), f.AnActor(Role.ASSURER, self.home)
        self.adoption = f.AnAdoption(self.tool, self.home, Stage.PILOTING)
        wanted = details(documents="* impact assessment\nA note on training")
        gate_services.take_up_gate(self.lead, self.home.slug, "evolve", wanted)

    def states(self, state="met", **fields):
        return assurance.assess(self.lead, self.tool.slug, "dpia", said(state, **fields), self.home.slug)

    def signs(self, made):
        return sign(self.assurer, self.tool, self.standard, made, self.home.slug)

    def missing(self):
        found = queries.gates_page(self.lead, self.tool.slug, self.home.slug)
        return [row.title for gate in found.gates if gate.own for row in gate.missing]

    def goes_live(self, **fields):
        said = Assertion(clock.today(), stage=Stage.LIVE, proof=LIVE, **fields)
        return services.advance(self.lead, self.adoption.id, self.adoption.revision, said)


@pytest.fixture
def asking(session):
    return Asking()


def test_what_is_stated_and_not_signed_is_missing(asking):
    asking.states()

    with pytest.raises(Invalid, match="impact assessment"):
        asking.goes_live()

    assert asking.missing() == ["impact assessment"]


def test_once_it_is_signed_the_move_is_open(asking):
    asking.signs(asking.states())

    assert asking.missing() == []
    assert queries.gates_due([asking.home.id]) == []
    assert asking.goes_live()


def test_what_is_signed_as_not_met_does_not_count(asking):
    asking.signs(asking.states("not-met"))

    assert asking.missing() == ["impact assessment"]


def test_what_ran_out_does_not_count(asking, time_machine):
    asking.signs(asking.states(expires_on=clock.today() + timedelta(days=10)))

    time_machine.move_to(clock.now() + timedelta(days=12), tick=False)

    assert asking.missing() == ["impact assessment"]


def test_a_paper_does_not_stand_in_for_it(asking, keeping):
    place = (asking.tool.slug, asking.home.slug, "evolve")

    with pytest.raises(Invalid) as refusal:
        gate_services.add_paper(asking.lead, place, "impact-assessment", ("Paper 12", ""), NO_FILE, keeping=keeping)

    assert list(refusal.value.fields) == ["document"]


def test_the_signature_lifts_what_a_move_went_past(asking):
    asking.goes_live(already_happened=True, reason="It was so")
    [hold] = db.session.scalars(f.select(Hold)).all()

    asking.signs(asking.states())

    assert db.session.get(Hold, hold.id).lifted_at is not None


def test_the_page_leads_to_the_assessment(web, asking):
    web.sign_in(asking.lead.id)

    page = web.get(f"/tools/{asking.tool.slug}/at/{asking.home.slug}/gates").text

    assert "No signed assessment that holds" in page
    assert f"/tools/{asking.tool.slug}/at/{asking.home.slug}/standards/dpia" in page


def test_programs_read_of_a_past_day_whether_it_was_held_then(asking, time_machine):
    place = (asking.lead, asking.tool.slug, asking.home.slug)
    day = clock.today()
    time_machine.move_to(clock.now() + timedelta(days=2), tick=False)
    asking.signs(asking.states())

    def held(on=None):
        return [row.held for gate in gates_on(*place, on).gates if gate.taken_up for row in gate.asked]

    assert (held(day), held()) == ([False, False], [True, False])
