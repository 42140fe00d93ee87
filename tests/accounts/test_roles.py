"""Roles are given by others, end without being deleted, and somebody always keeps the register."""

import pytest
from sqlalchemy import select

from registry.accounts.models import Membership
from registry.accounts.services.account import close_account
from registry.accounts.services.roles import grant_role, revoke_role
from registry.core import clock
from registry.core.db import db
from registry.core.errors import Invalid, NotAllowed, NotFound, WrongState
from registry.rules.roles import BY_A_LEAD
from registry.rules.words import ORGANISATION_ROLES, Role
from tests import factories as f


def membership(person, role: Role | None = None) -> int:
    held = select(Membership.id).where(Membership.person_id == person.id, Membership.ended_at.is_(None))
    return db.session.scalars(held.where(Membership.role == role) if role else held).one()


class TestGrantRole:
    @pytest.mark.parametrize("role", [role for role in BY_A_LEAD if role is not Role.READER])
    def test_a_lead_gives_a_colleague_a_daily_role(self, session, role):
        force = f.AForce()
        colleague = f.APerson((force, Role.READER))

        grant_role(f.AnActor(Role.LEAD, force), force.id, colleague.id, role)

        assert f.actor_of(colleague).roles == {(force.id, Role.READER), (force.id, role)}

    @pytest.mark.parametrize("role", [role for role in Role if role not in BY_A_LEAD])
    def test_a_lead_gives_no_other(self, session, role):
        force = f.AForce()
        colleague = f.APerson((force, Role.READER))

        with pytest.raises(NotAllowed):
            grant_role(f.AnActor(Role.LEAD, force), force.id, colleague.id, role)

    @pytest.mark.parametrize("own", [Role.LEAD, Role.REGISTRAR])
    def test_nobody_gives_one_to_themselves(self, session, own):
        force = f.AForce()
        person = f.APerson((force, own))

        with pytest.raises(NotAllowed, match="themselves"):
            grant_role(f.actor_of(person), force.id, person.id, Role.CONTRIBUTOR)

        assert f.actor_of(person).roles == {(force.id, own)}

    def test_a_lead_of_another_force_gives_none(self, session):
        force = f.AForce()
        colleague = f.APerson((force, Role.READER))

        with pytest.raises(NotAllowed):
            grant_role(f.AnActor(Role.LEAD), force.id, colleague.id, Role.CONTRIBUTOR)

    @pytest.mark.parametrize("role", [role for role in ORGANISATION_ROLES if role not in (Role.LEAD, Role.REGISTRAR)])
    def test_no_other_member_gives_one(self, session, role):
        force = f.AForce()
        colleague = f.APerson((force, Role.READER))

        with pytest.raises(NotAllowed):
            grant_role(f.AnActor(role, force), force.id, colleague.id, Role.CONTRIBUTOR)

    def test_somebody_of_elsewhere_is_invited_instead(self, session):
        force = f.AForce()

        with pytest.raises(NotFound):
            grant_role(f.AnActor(Role.LEAD, force), force.id, f.APerson().id, Role.CONTRIBUTOR)

    def test_one_that_is_held_is_not_given_twice(self, session):
        force = f.AForce()
        colleague = f.APerson((force, Role.READER))

        with pytest.raises(Invalid):
            grant_role(f.AnActor(Role.LEAD, force), force.id, colleague.id, Role.READER)


class TestRevokeRole:
    def test_closes_the_row_and_keeps_it(self, session):
        force = f.AForce()
        colleague = f.APerson((force, Role.CONTRIBUTOR))
        number = membership(colleague)

        revoke_role(f.AnActor(Role.LEAD, force), force.id, number)

        assert session.get(Membership, number).ended_at is not None
        assert f.actor_of(colleague).roles == frozenset()

    def test_can_be_followed_by_the_same_role_again(self, session):
        force = f.AForce()
        colleague = f.APerson((force, Role.CONTRIBUTOR), (force, Role.READER))
        lead = f.AnActor(Role.LEAD, force)
        revoke_role(lead, force.id, membership(colleague, Role.CONTRIBUTOR))

        grant_role(lead, force.id, colleague.id, Role.CONTRIBUTOR)

        assert (force.id, Role.CONTRIBUTOR) in f.actor_of(colleague).roles

    @pytest.mark.parametrize("role", [role for role in ORGANISATION_ROLES if role not in BY_A_LEAD])
    def test_a_lead_ends_no_role_that_was_not_theirs_to_give(self, session, role):
        force = f.AForce()
        other = f.APerson((force, role))
        f.AnActor(Role.REGISTRAR)

        with pytest.raises(NotAllowed):
            revoke_role(f.AnActor(Role.LEAD, force), force.id, membership(other))

    def test_a_lead_of_another_force_ends_none(self, session):
        force = f.AForce()
        other = f.APerson((force, Role.READER))

        with pytest.raises(NotAllowed):
            revoke_role(f.AnActor(Role.LEAD), force.id, membership(other))

    def test_a_lead_cannot_reach_another_force_through_their_own(self, session):
        force, theirs = f.AForce(), f.AForce()
        other = f.APerson((theirs, Role.READER))

        with pytest.raises(NotFound):
            revoke_role(f.AnActor(Role.LEAD, force), force.id, membership(other))

    def test_a_person_gives_up_one_of_their_roles(self, session):
        force = f.AForce()
        person = f.APerson((force, Role.READER), (force, Role.CONTRIBUTOR))

        revoke_role(f.actor_of(person), force.id, membership(person, Role.CONTRIBUTOR))

        assert f.actor_of(person).roles == {(force.id, Role.READER)}

    def test_a_person_does_not_give_up_their_last(self, session):
        force = f.AForce()
        person = f.APerson((force, Role.READER))

        with pytest.raises(WrongState, match="last role"):
            revoke_role(f.actor_of(person), force.id, membership(person))

    def test_one_registrar_ends_the_role_of_another(self, session):
        force = f.AForce()
        other = f.APerson((force, Role.REGISTRAR))

        revoke_role(f.AnActor(Role.REGISTRAR), force.id, membership(other))

        assert f.actor_of(other).roles == frozenset()

    def test_the_last_registrar_cannot_go(self, session):
        force = f.AForce()
        last = f.APerson((force, Role.REGISTRAR), (force, Role.READER))

        with pytest.raises(WrongState, match="last registrar"):
            revoke_role(f.actor_of(last), force.id, membership(last, Role.REGISTRAR))

    def test_a_registrar_with_a_closed_account_does_not_count(self, session):
        force = f.AForce()
        f.APerson((force, Role.REGISTRAR), closed_at=clock.now())
        last = f.APerson((force, Role.REGISTRAR), (force, Role.READER))

        with pytest.raises(WrongState, match="last registrar"):
            revoke_role(f.actor_of(last), force.id, membership(last, Role.REGISTRAR))

    def test_the_last_registrar_may_keep_the_register_at_one_organisation_instead_of_two(self, session):
        here, there = f.AForce(), f.AForce()
        last = f.APerson((here, Role.REGISTRAR), (there, Role.REGISTRAR))
        number = session.scalars(select(Membership.id).where(Membership.organisation_id == here.id)).one()

        revoke_role(f.actor_of(last), here.id, number)

        assert f.actor_of(last).roles == {(there.id, Role.REGISTRAR)}

    def test_the_last_registrars_account_stays_open(self, session):
        last = f.APerson((f.AForce(), Role.REGISTRAR))

        with pytest.raises(WrongState, match="last registrar"):
            close_account(last.email)


class TestPages:
    def test_a_lead_sees_people_and_their_roles(self, web):
        force = f.AForce()
        colleague = f.APerson((force, Role.ASSURER), name="Colleague Example")
        f.APerson((f.AForce(), Role.READER), name="Stranger Example")
        web.sign_in(f.APerson((force, Role.LEAD)).id)

        page = web.get(f"/organisations/{force.slug}/people").text

        assert (colleague.email in page, "Assurer" in page, "Stranger Example" in page) == (True, True, False)

    def test_the_number_of_statements_does_not_grow_with_people(self, web, count_statements):
        force = f.AForce()
        web.sign_in(f.APerson((force, Role.LEAD)).id)
        with count_statements() as few:
            web.get(f"/organisations/{force.slug}/people")
        for _ in range(5):
            f.APerson((force, Role.READER), (force, Role.CONTRIBUTOR))

        with count_statements() as many:
            web.get(f"/organisations/{force.slug}/people")

        assert len(many) == len(few)

    def test_a_lead_gives_a_role(self, web):
        force = f.AForce()
        colleague = f.APerson((force, Role.READER))
        web.sign_in(f.APerson((force, Role.LEAD)).id)

        web.post(f"/organisations/{force.slug}/people/{colleague.id}/role", {"role": "assurer"})

        assert (force.id, Role.ASSURER) in f.actor_of(colleague).roles

    def test_ending_a_role_asks_first(self, web):
        force = f.AForce()
        colleague = f.APerson((force, Role.READER))
        web.sign_in(f.APerson((force, Role.LEAD)).id)
        address = f"/organisations/{force.slug}/people/roles/{membership(colleague)}/end"

        web.get(address)
        still = f.actor_of(colleague).roles
        web.post(address)

        assert (len(still), len(f.actor_of(colleague).roles)) == (1, 0)

    def test_a_member_who_is_no_lead_sees_nobody(self, web):
        force = f.AForce()
        f.APerson((force, Role.LEAD), name="Lead Example")
        web.sign_in(f.APerson((force, Role.CONTRIBUTOR)).id)

        answer = web.get(f"/organisations/{force.slug}/people")

        assert (answer.status_code, "Lead Example" in answer.text) == (403, False)
