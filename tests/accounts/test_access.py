"""Requests for access: policing addresses only, one answer for all, answered by the right person."""

import pytest
from sqlalchemy import select

from registry.accounts.models import AccessRequest, Invitation
from registry.accounts.queries.access import waiting_requests
from registry.accounts.services.access import AccessDetails, approve_access, refuse_access, request_access
from registry.core.errors import Invalid, NotAllowed, NotFound, TooMany
from registry.organisations.models import EmailDomain
from registry.rules.policy import ANONYMOUS
from registry.rules.words import OrganisationKind, Role
from tests import factories as f

SECRET = "a key of the test"
EMAIL = "ann@northmarch.police.example"


@pytest.fixture
def force(session):
    f.save(EmailDomain(domain="police.example"))
    return f.AForce()


def ask(organisation, email: str = EMAIL, network: str = "192.0.2.1") -> None:
    details = AccessDetails(
        email=email, name="Ann Example", organisation=organisation.slug, reason="To look", network=network
    )
    request_access(details, SECRET)


def asked(session) -> list[AccessRequest]:
    return list(session.scalars(select(AccessRequest)))


class TestRequestAccess:
    @pytest.mark.parametrize(
        "email", [EMAIL, "ann@police.example", "ANN@A.B.Police.Example", "o'neil+x@northmarch.police.example"]
    )
    def test_takes_an_address_in_a_policing_domain_or_beneath_it(self, session, force, email):
        ask(force, email)

        assert [row.email for row in asked(session)] == [email.lower()]

    @pytest.mark.parametrize(
        "email",
        ["ann@example.com", "ann@notpolice.example", "ann@police.example.com", "police.example", "ann@", "ann@example"],
    )
    def test_refuses_any_other_address(self, session, force, email):
        with pytest.raises(Invalid):
            ask(force, email)

        assert asked(session) == []

    def test_refuses_another_organisation_than_the_domains_own(self, session, force):
        own = f.AForce()
        f.save(EmailDomain(domain="own.police.example", organisation_id=own.id))

        with pytest.raises(Invalid):
            ask(force, "ann@own.police.example")

    def test_takes_the_closest_domain(self, session, force):
        own = f.AForce()
        f.save(EmailDomain(domain="own.police.example", organisation_id=own.id))

        ask(own, "ann@own.police.example")

        assert [row.organisation_id for row in asked(session)] == [own.id]

    def test_leads_to_no_supplier(self, session, force):
        with pytest.raises(Invalid):
            ask(f.AForce(kind=OrganisationKind.SUPPLIER))

    def test_is_kept_once_however_often_it_is_sent(self, session, force):
        ask(force)
        ask(force)

        assert len(asked(session)) == 1

    def test_has_a_limit(self, session, force):
        for _ in range(5):
            ask(force)

        with pytest.raises(TooMany):
            ask(force)


class TestAnswer:
    def test_falls_to_the_lead_of_the_force(self, session, force):
        ask(force)
        lead = f.AnActor(Role.LEAD, force)

        invited = approve_access(lead, asked(session)[0].id, Role.READER)

        assert (invited.invitation.email, invited.invitation.name) == (EMAIL, "Ann Example")
        assert asked(session)[0].outcome == "approved"

    def test_falls_to_the_registrar_while_the_force_has_no_lead(self, session, force):
        ask(force)

        invited = approve_access(f.AnActor(Role.REGISTRAR), asked(session)[0].id, Role.LEAD)

        assert invited.invitation.role is Role.LEAD

    def test_does_not_fall_to_the_registrar_once_the_force_has_a_lead(self, session, force):
        f.AnActor(Role.LEAD, force)
        ask(force)
        registrar = f.AnActor(Role.REGISTRAR)

        with pytest.raises(NotFound):
            approve_access(registrar, asked(session)[0].id, Role.READER)
        assert waiting_requests(registrar).total == 0

    @pytest.mark.parametrize("role", [role for role in Role if role not in (Role.LEAD, Role.REGISTRAR)])
    def test_falls_to_nobody_else(self, session, force, role):
        ask(force)
        other = f.AnActor(role, force)

        with pytest.raises(NotFound):
            approve_access(other, asked(session)[0].id, Role.READER)
        with pytest.raises(NotAllowed):
            waiting_requests(other)

    def test_does_not_fall_to_the_lead_of_another_force(self, session, force):
        ask(force)

        with pytest.raises(NotFound):
            refuse_access(f.AnActor(Role.LEAD), asked(session)[0].id)

    def test_is_not_a_visitors_to_give(self, session, force):
        ask(force)

        with pytest.raises(NotFound):
            refuse_access(ANONYMOUS, asked(session)[0].id)

    def test_cannot_be_given_for_oneself(self, session, force):
        ask(force)
        registrar = f.APerson((f.AForce(), Role.REGISTRAR), email=EMAIL)

        with pytest.raises(Invalid):
            approve_access(f.actor_of(registrar), asked(session)[0].id, Role.LEAD)

        assert asked(session)[0].outcome is None

    def test_by_a_lead_makes_no_registrar(self, session, force):
        ask(force)
        lead = f.AnActor(Role.LEAD, force)

        with pytest.raises(NotAllowed):
            approve_access(lead, asked(session)[0].id, Role.REGISTRAR)

    def test_no_invites_nobody(self, session, force):
        ask(force)

        refuse_access(f.AnActor(Role.LEAD, force), asked(session)[0].id)

        assert asked(session)[0].outcome == "refused"
        assert session.scalars(select(Invitation)).all() == []

    def test_is_given_once(self, session, force):
        ask(force)
        lead = f.AnActor(Role.LEAD, force)
        refuse_access(lead, asked(session)[0].id)

        with pytest.raises(NotFound):
            approve_access(lead, asked(session)[0].id, Role.READER)


class TestPages:
    def send(self, web, force, email=EMAIL):
        fields = {"name": "Ann Example", "email": email, "organisation": force.slug, "reason": "To look"}
        return web.post("/request-access", fields)

    def test_answers_a_known_address_as_an_unknown_one(self, web, force):
        f.APerson((force, Role.READER), email="known@police.example")

        known, unknown = self.send(web, force, "known@police.example"), self.send(web, force)

        assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
        assert web.get(unknown.location).status_code == 200

    def test_keeps_what_was_typed_when_it_is_refused(self, web, force):
        answer = self.send(web, force, "ann@example.com")

        assert "To look" in answer.text
        assert "Use your work address at a police force" in answer.text

    def test_offers_policing_organisations_alone(self, web, force):
        supplier = f.AForce(kind=OrganisationKind.SUPPLIER)

        page = web.get("/request-access").text

        assert (force.name in page, supplier.name in page) == (True, False)

    def test_a_lead_sees_the_request_and_answers_it(self, web, session, force):
        ask(force)
        web.sign_in(f.APerson((force, Role.LEAD)).id)

        listed = web.get("/access-requests").text
        answer = web.post(f"/access-requests/{asked(session)[0].id}", {"answer": "contributor"})

        assert "Ann Example" in listed
        assert "/join?key=" in answer.text

    def test_a_lead_refuses(self, web, session, force):
        ask(force)
        web.sign_in(f.APerson((force, Role.LEAD)).id)

        web.post(f"/access-requests/{asked(session)[0].id}", {"answer": "refuse"})

        assert asked(session)[0].outcome == "refused"

    def test_a_lead_of_another_force_does_not_see_it(self, web, session, force):
        ask(force)
        web.sign_in(f.APerson((f.AForce(), Role.LEAD)).id)

        assert "Ann Example" not in web.get("/access-requests").text
        assert web.get(f"/access-requests/{asked(session)[0].id}").status_code == 404
