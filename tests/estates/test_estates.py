"""Which systems a force has: for its own people alone, dated, and never overwritten."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from registry.core import clock
from registry.core.errors import Conflict, Invalid, NotAllowed
from registry.core.events import EventRow
from registry.estates.models import EstateItem, EstateSharing
from registry.estates.queries.estate import estate, estates_for
from registry.estates.services import Said, confirm_estate, share, state_estate
from registry.rules.policy import ANONYMOUS
from registry.rules.questions import schema
from registry.rules.words import Role, Visibility
from tests import factories as f
from tests.estates.stated import a_force, kinds, says
from tests.reorganisation.changes import a_registrar, called, made, merger


@pytest.fixture(autouse=True)
def words(session):
    kinds()


def held(force, actor=None):
    return {line.code: line.held for line in estate(actor or force.lead, force.slug).lines if line.held is not None}


def aged(session, force, days=366):
    for row in session.scalars(select(EstateItem).where(EstateItem.organisation_id == force.id)):
        row.stated_on = clock.today() - timedelta(days=days)
    session.commit()


class TestStating:
    def test_is_seen_by_its_own_people(self, session):
        force = a_force(command="yes", records="no")

        assert held(force, f.AnActor(Role.READER, force)) == {"command-and-control": True, "records-management": False}

    @pytest.mark.parametrize("role", [Role.LEAD, Role.REGISTRAR])
    def test_is_hidden_from_everybody_else(self, session, role):
        force = a_force(command="yes", agreed=True)

        for actor in (f.AnActor(role), ANONYMOUS):
            with pytest.raises(NotAllowed):
                estate(actor, force.slug)

    def test_keeps_what_was_said_before(self, session):
        force = a_force(command="yes")

        (row,) = says(force, command="no")

        old = session.scalars(select(EstateItem).where(EstateItem.replaced_by_id == row.id)).one()
        assert (old.held, row.held) == (True, False)

    def test_writes_only_what_changed(self, session):
        force = a_force(command="yes", records="no")

        assert [row.category for row in says(force, records="yes")] == ["records-management"]
        assert says(force) == []

    def test_takes_an_answer_back(self, session):
        force = a_force(command="yes")

        says(force, command="")

        assert held(force) == {}

    def test_is_an_event_that_names_no_system(self, session):
        force = a_force(command="yes")

        row = session.scalar(select(EventRow).where(EventRow.kind == "estate-stated"))
        assert (row.organisation_id, row.data["rows"]) == (force.id, 1)
        assert "command" not in str(row.data)

    def test_is_for_contributors_and_leads(self, session):
        force = a_force()

        state_estate(f.AnActor(Role.CONTRIBUTOR, force), force.slug, 0, {"digital-evidence": Said("yes", "A family")})

        for role in (Role.READER, Role.ASSURER):
            with pytest.raises(NotAllowed):
                state_estate(f.AnActor(role, force), force.slug, 0, {})

    def test_on_an_older_page_is_a_conflict(self, session):
        force = a_force(command="yes")

        with pytest.raises(Conflict):
            state_estate(force.lead, force.slug, 0, {"command-and-control": Said("no")})

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            (Said("perhaps"), "held-command-and-control"),
            (Said("no", "A family"), "held-command-and-control"),
            (Said("yes", "x" * 201), "family-command-and-control"),
            (Said("yes", "Pronto 9.2"), "family-command-and-control"),
        ],
    )
    def test_refuses_what_cannot_be(self, session, said, field):
        force = a_force()

        with pytest.raises(Invalid) as refusal:
            state_estate(force.lead, force.slug, 0, {"command-and-control": said, "digital-evidence": Said("yes")})

        assert list(refusal.value.fields) == [field]
        assert held(force) == {}

    def test_a_version_is_refused_in_words_and_a_number_in_a_name_is_not(self, web):
        force = a_force()
        web.sign_in(force.lead.id)
        path, sent = f"/organisations/{force.slug}/systems/change", {"held-command-and-control": "yes", "read_at": "0"}

        refused = web.post(path, {**sent, "family-command-and-control": "Pronto v3"})
        taken = web.post(path, {**sent, "family-command-and-control": "Pronto 2"})

        assert (refused.status_code, taken.status_code) == (422, 302)
        assert "leave out the version (v3)" in refused.text
        assert 'value="Pronto v3"' in refused.text

    def test_what_was_stated_before_is_confirmed_with_its_version(self, session):
        force = a_force(command="yes")
        row = session.scalars(select(EstateItem)).one()
        row.family = "Pronto 9.2"
        session.commit()

        assert len(confirm_estate(force.lead, force.slug, estate(force.lead, force.slug).read_at)) == 1


class TestAge:
    def test_a_statement_of_more_than_a_year_ago_counts_for_nothing(self, session):
        force = a_force(command="yes")
        aged(session, force)

        found = estate(force.lead, force.slug)

        assert ([line.code for line in found.stated], [line.code for line in found.old]) == (
            [],
            ["command-and-control"],
        )
        assert estates_for(force.lead) == {}

    def test_still_true_dates_all_that_is_stated_anew(self, session):
        force = a_force(command="yes", records="no")
        aged(session, force)

        says(force, still_true=True)

        assert len(estate(force.lead, force.slug).stated) == 2
        assert len(session.scalars(select(EstateItem)).all()) == 4


class TestSharing:
    def test_is_off_until_the_lead_agrees(self, session):
        force = a_force(command="yes")
        other = f.AnActor(Role.READER)

        assert estates_for(other) == {}
        share(force.lead, force.slug, True)
        assert list(estates_for(other)) == [force.id]
        share(force.lead, force.slug, False)
        assert estates_for(other) == {}
        assert len(session.scalars(select(EstateSharing)).all()) == 2

    def test_is_for_policing_alone(self, session):
        a_force(command="yes", agreed=True)

        assert estates_for(ANONYMOUS) == {}
        assert estates_for(f.actor_of(f.APerson((f.ASupplier(), Role.LEAD)))) == {}

    def test_is_for_the_lead_to_decide(self, session):
        force = a_force()

        with pytest.raises(NotAllowed):
            share(f.AnActor(Role.CONTRIBUTOR, force), force.slug, True)


class TestPages:
    def test_a_contributor_states_systems(self, web, session):
        force = a_force()
        web.sign_in(f.APerson((force, Role.CONTRIBUTOR)).id)

        page = web.get(f"/organisations/{force.slug}/systems/change")
        sent = {"held-command-and-control": "yes", "family-command-and-control": "A family", "read_at": "0"}
        answer = web.post(f"/organisations/{force.slug}/systems/change", sent)

        assert "Does your force have it: Command and control" in page.text
        assert answer.status_code == 302
        assert held(force) == {"command-and-control": True}
        assert "A family" in web.get(f"/organisations/{force.slug}/systems").text

    def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(self, web):
        force = a_force()
        web.sign_in(force.lead.id)

        answer = web.post(f"/organisations/{force.slug}/systems/change", {"family-digital-evidence": "A family"})

        assert answer.status_code == 422
        assert "say that your force has it" in answer.text
        assert 'value="A family"' in answer.text

    def test_the_lead_agrees_to_sharing(self, web):
        force = a_force(command="yes")
        web.sign_in(force.lead.id)

        answer = web.post(f"/organisations/{force.slug}/systems/share", {"agreed": "yes"})

        assert answer.status_code == 302
        assert estate(force.lead, force.slug).agreed


def test_a_merger_takes_along_what_the_new_force_says_nothing_of(session):
    north, south = a_force(command="yes", records="yes"), a_force(command="no")

    made(a_registrar(), merger(north, south))

    heir = called("Marches Police")
    lead = f.AnActor(Role.LEAD, heir)
    assert held(heir, lead) == {"command-and-control": True, "records-management": True}


def test_what_a_tool_needs_is_released_to_whoever_reads_the_tool():
    assert schema(2).question("systems_needed").visibility is Visibility.PUBLIC
