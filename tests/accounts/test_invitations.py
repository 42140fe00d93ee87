"""Invitations: who may invite whom, links that work once, and what they open."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from registry.accounts.models import Invitation, InvitationLink, Membership, Person
from registry.accounts.queries.members import member_by_session
from registry.accounts.services.invitations import (
    InvitationDetails,
    invite,
    invite_registrar,
    new_link,
    revoke_invitation,
)
from registry.accounts.services.joining import NewPerson, accept_as_member, accept_as_new
from registry.accounts.services.roles import revoke_role
from registry.accounts.services.sessions import hash_of
from registry.core.errors import Conflict, Invalid, NotAllowed, NotFound
from registry.core.events import EventRow
from registry.organisations.models import REGISTRY
from registry.rules.policy import ANONYMOUS
from registry.rules.roles import BY_A_LEAD
from registry.rules.words import ORGANISATION_ROLES, OrganisationKind, Role
from tests import factories as f

NEW = NewPerson(name="Ann Example", password="kettle violin harbour")
EMAIL = "ann@force.example"


def details(role: Role = Role.READER, email: str = EMAIL) -> InvitationDetails:
    return InvitationDetails(email=email, role=role)


def a_lead():
    force = f.AForce()
    return f.AnActor(Role.LEAD, force), force


class TestInvite:
    @pytest.mark.parametrize("role", BY_A_LEAD)
    def test_a_lead_invites_to_the_daily_roles_of_their_own_force(self, session, role):
        lead, force = a_lead()

        invited = invite(lead, force.id, details(role))

        assert (invited.invitation.role, invited.invitation.organisation_id) == (role, force.id)

    @pytest.mark.parametrize("role", [role for role in Role if role not in BY_A_LEAD])
    def test_a_lead_hands_out_no_other_role(self, session, role):
        lead, force = a_lead()

        with pytest.raises(NotAllowed):
            invite(lead, force.id, details(role))

    @pytest.mark.parametrize("role", ORGANISATION_ROLES)
    def test_the_registrar_invites_to_any_role_at_any_organisation(self, session, role):
        invited = invite(f.AnActor(Role.REGISTRAR), f.AForce().id, details(role))

        assert invited.invitation.role is role

    def test_a_board_role_is_nobodys_to_hand_out_here(self, session):
        with pytest.raises(NotAllowed):
            invite(f.AnActor(Role.REGISTRAR), f.AForce().id, details(Role.CHAIR))

    @pytest.mark.parametrize("role", [role for role in ORGANISATION_ROLES if role not in (Role.LEAD, Role.REGISTRAR)])
    def test_no_other_member_invites(self, session, role):
        force = f.AForce()

        with pytest.raises(NotAllowed):
            invite(f.AnActor(role, force), force.id, details())

    def test_a_lead_does_not_invite_to_another_force(self, session):
        lead, _ = a_lead()

        with pytest.raises(NotAllowed):
            invite(lead, f.AForce().id, details())

    def test_a_lead_here_and_reader_there_does_not_invite_there(self, session):
        here, there = f.AForce(), f.AForce()
        both = f.actor_of(f.APerson((here, Role.LEAD), (there, Role.READER)))

        with pytest.raises(NotAllowed):
            invite(both, there.id, details())

    def test_a_visitor_does_not_invite(self, session):
        with pytest.raises(NotAllowed):
            invite(ANONYMOUS, f.AForce().id, details())

    def test_nobody_invites_themselves(self, session):
        person = f.APerson((f.AForce(), Role.REGISTRAR), email=EMAIL)

        with pytest.raises(Invalid, match="themselves"):
            invite(f.actor_of(person), f.AForce().id, details(Role.LEAD, email=" ANN@force.example"))

    def test_a_refusal_is_put_on_the_trail(self, session):
        force = f.AForce()
        with pytest.raises(NotAllowed):
            invite(f.AnActor(Role.READER, force), force.id, details())

        event = session.scalars(select(EventRow)).one()
        assert (event.kind, event.data["permission"]) == ("refused", "person:invite")

    def test_tells_the_trail_numbers_alone(self, session):
        lead, force = a_lead()

        invited = invite(lead, force.id, details())

        data = session.scalars(select(EventRow)).one().data
        assert data == {
            "actor_id": lead.id,
            "invitation_id": invited.invitation.id,
            "organisation_id": force.id,
            "role": "reader",
        }

    def test_keeps_only_the_hash_of_the_link(self, session):
        lead, force = a_lead()

        invited = invite(lead, force.id, details())

        assert session.scalars(select(InvitationLink.token_hash)).all() == [hash_of(invited.token)]

    def test_replaces_an_open_invitation_to_the_same_role(self, session):
        lead, force = a_lead()
        first = invite(lead, force.id, details())

        second = invite(lead, force.id, details())

        with pytest.raises(NotFound):
            accept_as_new(first.token, NEW, hours=1)
        assert accept_as_new(second.token, NEW, hours=1)


class TestLink:
    def test_makes_an_account_that_is_signed_in(self, session):
        lead, force = a_lead()

        token = accept_as_new(invite(lead, force.id, details(Role.ASSURER)).token, NEW, hours=1)

        member = member_by_session(hash_of(token), timedelta(hours=1))
        assert (member.name, member.email, member.actor.roles) == (
            "Ann Example",
            EMAIL,
            frozenset({(force.id, Role.ASSURER)}),
        )

    def test_works_once(self, session):
        lead, force = a_lead()
        invited = invite(lead, force.id, details())
        accept_as_new(invited.token, NEW, hours=1)

        with pytest.raises(NotFound):
            accept_as_new(invited.token, NEW, hours=1)

    def test_that_went_by_mail_works_beside_the_one_that_was_shown(self, session):
        lead, force = a_lead()
        invited = invite(lead, force.id, details())

        mailed = new_link(invited.invitation.id)

        assert accept_as_new(mailed, NEW, hours=1)
        with pytest.raises(NotFound):
            accept_as_new(invited.token, NEW, hours=1)

    def test_cannot_be_had_for_a_closed_invitation(self, session):
        lead, force = a_lead()
        invited = invite(lead, force.id, details())
        revoke_invitation(lead, force.id, invited.invitation.id)

        assert new_link(invited.invitation.id) is None

    @pytest.mark.parametrize(("days", "works"), [(6.9, True), (7.1, False)])
    def test_expires_after_seven_days(self, session, days, works):
        lead, force = a_lead()
        with time_machine.travel("2026-11-02T08:00:00+00:00", tick=False) as traveller:
            invited = invite(lead, force.id, details())
            traveller.shift(timedelta(days=days))

            if works:
                assert accept_as_new(invited.token, NEW, hours=1)
            else:
                with pytest.raises(NotFound):
                    accept_as_new(invited.token, NEW, hours=1)

    def test_is_dead_once_taken_back(self, session):
        lead, force = a_lead()
        invited = invite(lead, force.id, details())
        revoke_invitation(lead, force.id, invited.invitation.id)

        with pytest.raises(NotFound):
            accept_as_new(invited.token, NEW, hours=1)

    def test_is_dead_once_whoever_invited_may_no_longer_do_so(self, session):
        force = f.AForce()
        leaver = f.APerson((force, Role.LEAD))
        invited = invite(f.actor_of(leaver), force.id, details())
        held = session.scalars(select(Membership.id).where(Membership.person_id == leaver.id)).one()
        revoke_role(f.AnActor(Role.REGISTRAR), force.id, held)

        with pytest.raises(NotFound):
            accept_as_new(invited.token, NEW, hours=1)

    def test_needs_a_good_password_and_stays_open_until_then(self, session):
        lead, force = a_lead()
        invited = invite(lead, force.id, details())
        with pytest.raises(Invalid):
            accept_as_new(invited.token, NewPerson(name="Ann", password="password1234"), hours=1)

        assert accept_as_new(invited.token, NEW, hours=1)

    @pytest.mark.parametrize("token", ["", "x" * 43, "' OR 1=1 --"])
    def test_that_never_was_opens_nothing(self, session, token):
        with pytest.raises(NotFound):
            accept_as_new(token, NEW, hours=1)

    def test_sets_no_new_password_on_an_account_that_exists(self, session):
        lead, force = a_lead()
        person = f.APerson(email=EMAIL)
        before = person.password_hash

        with pytest.raises(Conflict):
            accept_as_new(invite(lead, force.id, details()).token, NEW, hours=1)

        assert session.get(Person, person.id).password_hash == before

    def test_gives_somebody_with_an_account_the_role_beside_their_others(self, session):
        elsewhere, (lead, force) = f.AForce(), a_lead()
        person = f.APerson((elsewhere, Role.READER), email=EMAIL)

        accept_as_member(f.actor_of(person), invite(lead, force.id, details(Role.LEAD)).token)

        assert f.actor_of(person).roles == {(elsewhere.id, Role.READER), (force.id, Role.LEAD)}

    def test_is_of_no_use_to_somebody_else_who_is_signed_in(self, session):
        lead, force = a_lead()
        other = f.APerson((f.AForce(), Role.READER))
        invited = invite(lead, force.id, details())

        with pytest.raises(NotAllowed):
            accept_as_member(f.actor_of(other), invited.token)

        assert session.get(Invitation, invited.invitation.id).accepted_at is None


class TestRevokeInvitation:
    def test_is_refused_at_another_force(self, session):
        (lead, force), (other, theirs) = a_lead(), a_lead()
        invited = invite(lead, force.id, details())

        with pytest.raises(NotAllowed):
            revoke_invitation(other, force.id, invited.invitation.id)
        with pytest.raises(NotFound):
            revoke_invitation(other, theirs.id, invited.invitation.id)

    def test_of_a_registrar_is_not_a_leads_to_make(self, session):
        lead, force = a_lead()
        invited = invite(f.AnActor(Role.REGISTRAR), force.id, details(Role.REGISTRAR))

        with pytest.raises(NotAllowed):
            revoke_invitation(lead, force.id, invited.invitation.id)


class TestFirstRegistrar:
    def test_is_invited_from_the_terminal(self, session):
        registry = f.AForce(slug=REGISTRY, kind=OrganisationKind.NATIONAL)

        token = accept_as_new(invite_registrar(EMAIL, "Ann Example").token, NEW, hours=1)

        member = member_by_session(hash_of(token), timedelta(hours=1))
        assert member.actor.roles == {(registry.id, Role.REGISTRAR)}

    def test_waits_for_the_reference_data(self, session):
        with pytest.raises(NotFound):
            invite_registrar(EMAIL, "Ann Example")


class TestPages:
    def invite(self, web, force, role="reader"):
        return web.post(f"/organisations/{force.slug}/people/invite", {"email": EMAIL, "name": "Ann", "role": role})

    def link_in(self, answer) -> str:
        return re.search(r'value="http://localhost(/join\?key=[^"]+)"', answer.text).group(1)

    def test_a_lead_invites_and_a_new_person_joins(self, web, session):
        force = f.AForce()
        web.sign_in(f.APerson((force, Role.LEAD)).id)
        link = self.link_in(self.invite(web, force))
        web.post("/sign-out")

        shown = web.get(link)
        joined = web.post(link, {"name": "Ann Example", "password": "kettle violin harbour"})

        assert ("Ann" in shown.text, shown.status_code) == (True, 200)
        assert joined.location == "/my-work"
        assert "ann@force.example" in web.get("/account").text

    def test_looking_at_a_link_accepts_nothing(self, web, session):
        force = f.AForce()
        web.sign_in(f.APerson((force, Role.LEAD)).id)
        link = self.link_in(self.invite(web, force))
        web.post("/sign-out")

        web.get(link)

        assert session.scalar(select(func.count()).select_from(Person).where(Person.email == EMAIL)) == 0
        assert web.get(link).status_code == 200

    @pytest.mark.parametrize("typed", [{"name": "  "}, {"password": "password1234"}])
    def test_what_a_new_person_typed_wrong_comes_back(self, web, typed):
        force = f.AForce()
        web.sign_in(f.APerson((force, Role.LEAD)).id)
        link = self.link_in(self.invite(web, force))
        web.post("/sign-out")

        answer = web.post(link, {"name": "Ann Example", "password": "kettle violin harbour", **typed})

        assert (answer.status_code, force.name in answer.text) == (422, True)

    def test_somebody_with_an_account_signs_in_first_and_is_led_back(self, web):
        force = f.AForce()
        f.APerson(email=EMAIL)
        web.sign_in(f.APerson((force, Role.LEAD)).id)
        link = self.link_in(self.invite(web, force))
        web.post("/sign-out")

        answer = web.get(link)

        assert "/sign-in?next=/join?key%3D" in answer.text or "/sign-in?next=/join%3Fkey%3D" in answer.text

    def test_somebody_with_an_account_accepts_while_signed_in(self, web):
        force, person = f.AForce(), f.APerson(email=EMAIL)
        web.sign_in(f.APerson((force, Role.LEAD)).id)
        link = self.link_in(self.invite(web, force, "contributor"))
        web.sign_in(person.id)

        web.post(link)

        assert f.actor_of(person).roles == {(force.id, Role.CONTRIBUTOR)}

    def test_a_dead_link_says_whom_to_ask(self, web):
        answer = web.get("/join?key=nothing")

        assert (answer.status_code, "Ask whoever invited you" in answer.text) == (404, True)

    def test_a_lead_is_offered_only_the_roles_in_their_gift(self, web):
        force = f.AForce()
        web.sign_in(f.APerson((force, Role.LEAD)).id)

        offered = re.findall(r'name="role" type="radio" value="([^"]+)"', self.page(web, force))

        assert offered == [role.value for role in BY_A_LEAD]

    def page(self, web, force) -> str:
        return web.get(f"/organisations/{force.slug}/people/invite").text

    def test_a_role_that_was_not_offered_is_refused(self, web, session):
        force = f.AForce()
        web.sign_in(f.APerson((force, Role.LEAD)).id)

        self.invite(web, force, "registrar")

        assert session.scalar(select(func.count()).select_from(Invitation)) == 0

    def test_what_is_wrong_stands_beside_its_field(self, web):
        force = f.AForce()
        web.sign_in(f.APerson((force, Role.LEAD), email="lead@force.example").id)

        answer = web.post(
            f"/organisations/{force.slug}/people/invite", {"email": "lead@force.example", "role": "reader"}
        )

        assert "This is your own address." in answer.text
        assert "<title>Error: " in answer.text
