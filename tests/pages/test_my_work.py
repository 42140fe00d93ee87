"""What waits for each role."""

from datetime import timedelta

import pytest

from registry.core import clock
from registry.governance.services.decisions import ActionDetails, DecisionDetails, decide
from registry.pages.queries.my_work.assurance import packs
from registry.rules.lifecycles import CaseState, Outcome, ToolState
from registry.rules.words import BOARD_ROLES, ORGANISATION_ROLES, OrganisationKind, Role, Visibility
from tests import factories as f


class TestMyWork:
    def test_asks_a_visitor_to_sign_in(self, session, web):
        assert "/sign-in" in web.get("/my-work").location

    @pytest.mark.parametrize("role", ORGANISATION_ROLES)
    def test_is_never_blank_for_a_role_at_an_organisation(self, session, web, role):
        force = f.AForce()
        web.sign_in(f.APerson((force, role)).id)

        page = web.get("/my-work").text

        assert page.count('class="app-ask"') == 1
        assert force.name in page

    @pytest.mark.parametrize("role", BOARD_ROLES)
    def test_is_never_blank_for_a_seat(self, session, web, role):
        board = f.ABoard()
        web.sign_in(f.ABoardPerson(board, role).id)

        page = web.get("/my-work").text

        assert page.count('class="app-ask"') == 1
        assert board.name in page

    def test_a_lead_sees_how_many_to_confirm(self, session, web):
        force = f.AForce()
        for _number in range(2):
            f.AnAdoption(organisation=force, expires_on=clock.today() + timedelta(days=10))
        f.AnAdoption(expires_on=clock.today() + timedelta(days=10))
        web.sign_in(f.APerson((force, Role.LEAD)).id)

        page = web.get("/my-work").text

        assert "Confirm 2" in page

    def test_a_contributor_continues_their_forces_drafts_alone(self, session, web):
        force = f.AForce()
        f.ATool(force, ToolState.DRAFT, name="Own draft")
        f.ATool(state=ToolState.DRAFT, name="Draft of others")
        web.sign_in(f.APerson((force, Role.CONTRIBUTOR)).id)

        page = web.get("/my-work").text

        assert "Own draft" in page
        assert "Draft of others" not in page

    @pytest.mark.parametrize(
        ("role", "offered"),
        [
            (Role.READER, {"page", "account"}),
            (Role.CONTRIBUTOR, {"page", "account", "register"}),
            (Role.LEAD, {"page", "account", "register", "people"}),
            (Role.REGISTRAR, {"page", "account", "people"}),
        ],
    )
    def test_leads_to_what_each_role_does_unasked(self, session, web, role, offered):
        force = f.AForce()
        web.sign_in(f.APerson((force, role)).id)
        page = web.get("/my-work").text
        side = page[page.index("Go to") :]

        addresses = {
            "page": f"/organisations/{force.slug}",
            "people": f"/organisations/{force.slug}/people",
            "register": "/register",
            "account": "/account",
        }

        assert {name for name, address in addresses.items() if f'href="{address}"' in side} == offered
        assert {web.get(addresses[name]).status_code for name in offered} == {200}

    def test_offers_no_register_to_a_suppliers_lead(self, session, web):
        supplier = f.AForce(kind=OrganisationKind.SUPPLIER)
        page = web.sign_in(f.APerson((supplier, Role.LEAD)).id).get("/my-work").text

        assert 'href="/register"' not in page[page.index("Go to") :]

    def test_several_roles_stand_in_order(self, session, web):
        force = f.AForce()
        board = f.ABoard()
        person = f.ABoardPerson(board, Role.CHAIR, (force, Role.REVIEWER), (force, Role.CONTRIBUTOR))
        web.sign_in(person.id)

        page = web.get("/my-work").text

        places = [page.index(heading) for heading in ("Your drafts", "Review queue", "Proposed agenda")]
        assert places == sorted(places)

    def test_an_action_waits_for_the_lead_of_its_organisation(self, session, web):
        force, board = f.AForce(), f.ABoard()
        case = f.ACase(board, f.ATool(), CaseState.SCHEDULED)
        action = ActionDetails("Publish the method", force.id, "Innovation lead", clock.today())
        chair = f.actor_of(f.ABoardPerson(board, Role.CHAIR))
        decide(chair, case.id, DecisionDetails(Outcome.NOTE, "Seen.", actions=(action,)))
        web.sign_in(f.APerson((force, Role.LEAD)).id)

        assert "Publish the method" in web.get("/my-work").text

    def test_a_secretary_is_not_told_of_a_case_about_a_hidden_record(self, session, web):
        board = f.ABoard()
        f.ACase(board, f.ATool(name="Hidden thing", visibility=Visibility.NAMED))
        f.ACase(board, f.ATool(name="Shown thing"))
        web.sign_in(f.ABoardPerson(board, Role.SECRETARY).id)

        page = web.get("/my-work").text

        assert "Shown thing" in page
        assert "Hidden thing" not in page


class TestPacks:
    def test_unsigned_ones_wait_for_who_may_sign(self, session, web):
        force = f.AForce(name="Elm Police")
        f.APack(f.ATool(name="Own thing"), force)
        f.APack(f.ATool(name="Signed thing"), force, signed_at=clock.now(), signed_role="Chief officer")
        f.APack(f.ATool(name="Old thing"), force, ended_at=clock.now())
        f.APack(f.ATool(name="Hidden thing", visibility=Visibility.NAMED), force)
        f.APack(f.ATool(name="Thing of others"), f.AForce())

        for role in (Role.LEAD, Role.ASSURER):
            page = web.sign_in(f.APerson((force, role)).id).get("/my-work").text
            assert "Adoption packs to sign (1)" in page
            assert "Own thing" in page
            for never in ("Signed thing", "Old thing", "Hidden thing", "Thing of others"):
                assert never not in page
        for role in (Role.CONTRIBUTOR, Role.READER):
            assert "Own thing" not in web.sign_in(f.APerson((force, role)).id).get("/my-work").text

    def test_take_two_statements_however_many_there_are(self, session, count_statements):
        force = f.AForce()
        for number in range(25):
            f.APack(f.ATool(name=f"Thing {number:02}"), force)
        actor = f.AnActor(Role.ASSURER, force)

        with count_statements() as seen:
            found = packs(actor, actor.at(Role.ASSURER))

        assert (found.total, len(found.items), len(seen)) == (25, 20, 2)
