"""People of other organisations who help to write a record: invited, in, and out again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from registry.catalogue.models import Access, Collaborator
from registry.catalogue.queries import draft
from registry.catalogue.services import save_section
from registry.catalogue.services.collaborators import (
    CollaboratorDetails,
    accept_invitation,
    decline_invitation,
    end_collaboration,
    invite_collaborator,
)
from registry.core import clock
from registry.core.delivery import deliver
from registry.core.errors import Invalid, NotAllowed, NotFound
from registry.notifications.models import Notice
from registry.notifications.services.sending import send_due
from registry.organisations.models import EmailDomain
from registry.rules.lifecycles import ToolState
from registry.rules.policy import Permission, allows
from registry.rules.words import OrganisationKind, Role, Visibility
from tests import factories as f

ASKED = CollaboratorDetails("helper@elsewhere.police.uk", "You ran the trial.")


@pytest.fixture
def owner(session):
    return f.AForce(name="Northmarch Police")


@pytest.fixture
def lead(owner):
    return f.AnActor(Role.LEAD, owner)


@pytest.fixture
def tool(owner):
    return f.ATool(owner, state=ToolState.DRAFT, visibility=Visibility.NAMED, name="Quiet draft")


def invited(tool, person, **fields):
    return f.AnInvitation(tool, person.email, **fields)


def helping(tool, *roles):
    person = f.APerson(*(roles or ((f.AForce(), Role.READER),)))
    accept_invitation(f.actor_of(person), invited(tool, person).id)
    return person


class TestInviting:
    def test_stands_for_fourteen_days(self, session, lead, tool):
        row = invite_collaborator(lead, tool.slug, ASKED)

        assert (row.email, row.expires_at - row.invited_at) == (ASKED.email, timedelta(days=14))

    @pytest.mark.parametrize("email", ["", "no address", "a@b", "x" * 250 + "@force.police.uk", "a b@force.police.uk"])
    def test_refuses_what_is_no_address(self, lead, tool, email):
        with pytest.raises(Invalid) as refusal:
            invite_collaborator(lead, tool.slug, CollaboratorDetails(email, "Because."))

        assert set(refusal.value.fields) == {"email"}

    def test_refuses_an_address_of_the_owners_own(self, lead, tool, owner):
        f.save(EmailDomain(domain="northmarch.police.uk", organisation_id=owner.id))

        with pytest.raises(Invalid, match="Nobody was invited") as refusal:
            invite_collaborator(lead, tool.slug, CollaboratorDetails("a@mail.northmarch.police.uk", "Because."))

        assert "your own organisation" in refusal.value.fields["email"]

    def test_asks_nobody_twice(self, lead, tool):
        invite_collaborator(lead, tool.slug, ASKED)

        with pytest.raises(Invalid) as refusal:
            invite_collaborator(lead, tool.slug, CollaboratorDetails(ASKED.email.upper(), "Again."))

        assert "invited already" in refusal.value.fields["email"]

    def test_can_be_sent_again_once_it_ran_out(self, lead, tool):
        f.AnInvitation(tool, ASKED.email, expires_at=clock.now() - timedelta(minutes=1))

        assert invite_collaborator(lead, tool.slug, ASKED).ended_at is None

    def test_says_the_same_of_an_address_with_and_without_an_account(self, session, web, owner, tool):
        known = f.APerson((f.AForce(), Role.READER))
        web.sign_in(f.APerson((owner, Role.LEAD)).id)

        answers = [
            web.post(f"/tools/{tool.slug}/people/invite", {"email": email, "reason": "Please."})
            for email in (known.email, "nobody@nowhere.example")
        ]

        assert [answer.status_code for answer in answers] == [302, 302]
        page = web.get(f"/tools/{tool.slug}/people").text
        assert page.count("Not known until they accept") == 2
        assert known.name not in page

    @pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.ASSURER, Role.READER])
    def test_is_the_leads_alone(self, owner, tool, role):
        with pytest.raises(NotAllowed):
            invite_collaborator(f.AnActor(role, owner), tool.slug, ASKED)


class TestMail:
    def sent(self):
        deliver()
        letters = []
        send_due(letters.append)
        return letters

    def test_carries_link_actor_and_reason_and_not_the_records_name(self, session, lead, tool):
        f.save(EmailDomain(domain="elsewhere.police.uk"))
        row = invite_collaborator(lead, tool.slug, ASKED)

        (letter,) = self.sent()

        assert (letter.address, letter.link, letter.actor) == (
            ASKED.email,
            f"/helping/{row.id}",
            "Lead, Northmarch Police",
        )
        assert "did not expect it" in letter.reason
        assert "Quiet draft" not in letter.subject + letter.body

    def test_is_not_sent_once_it_was_taken_back(self, session, lead, tool):
        f.save(EmailDomain(domain="elsewhere.police.uk"))
        row = invite_collaborator(lead, tool.slug, ASKED)
        end_collaboration(lead, tool.slug, row.id)

        assert self.sent() == []

    def test_goes_to_no_stranger_outside_policing_and_universities(self, session, lead, tool):
        invite_collaborator(lead, tool.slug, CollaboratorDetails("a@shop.example", "Because."))
        invite_collaborator(lead, tool.slug, CollaboratorDetails("b@marchfield.ac.uk", "Because."))

        assert [letter.address for letter in self.sent()] == ["b@marchfield.ac.uk"]
        assert session.scalar(select(Notice.parked_at).where(Notice.address == "a@shop.example")) is not None


class TestAnswering:
    def test_opens_the_draft_and_nothing_else_of_the_owners(self, session, owner, tool):
        other = f.ATool(owner, state=ToolState.DRAFT)

        helper = f.actor_of(helping(tool))

        assert draft(helper, tool.slug).id == tool.id
        save_section(helper, tool.slug, "about", {"name": "Quiet draft", "summary": "Better said."}, 1)
        with pytest.raises(NotFound):
            draft(helper, other.slug)
        refused = (
            Permission.TOOL_SUBMIT,
            Permission.TOOL_RELEASE,
            Permission.TOOL_WITHDRAW,
            Permission.TOOL_RETIRE,
            Permission.TOOL_SUSPEND,
            Permission.COLLABORATOR_INVITE,
            Permission.TRANSFER_OFFER,
        )
        assert not any(allows(helper, one, tool) for one in refused)

    def test_keeps_a_reviewer_from_reviewing_it(self, session, tool):
        person = f.APerson((f.AForce(), Role.REVIEWER))
        tool.state = ToolState.IN_REVIEW
        f.save(tool)
        assert allows(f.actor_of(person), Permission.TOOL_PUBLISH, tool)

        accept_invitation(f.actor_of(person), invited(tool, person).id)

        assert not allows(f.actor_of(person), Permission.TOOL_PUBLISH, tool)

    def test_is_for_the_address_that_was_asked(self, tool):
        row = invited(tool, f.APerson((f.AForce(), Role.READER)))

        for act in (accept_invitation, decline_invitation):
            with pytest.raises(NotFound):
                act(f.AnActor(Role.LEAD), row.id)

    def test_is_over_after_its_time(self, tool):
        person = f.APerson((f.AForce(), Role.READER))
        row = invited(tool, person, expires_at=clock.now() - timedelta(seconds=1))

        with pytest.raises(NotFound, match="14 days"):
            accept_invitation(f.actor_of(person), row.id)

    def test_is_done_once(self, tool):
        person = f.APerson((f.AForce(), Role.READER))
        row = invited(tool, person)
        accept_invitation(f.actor_of(person), row.id)

        with pytest.raises(NotFound, match="answered"):
            accept_invitation(f.actor_of(person), row.id)

    def test_an_academic_may_help_and_a_supplier_may_not(self, session, tool):
        university = f.AForce(kind=OrganisationKind.ACADEMIC)
        helping(tool, (university, Role.READER))
        seller = f.APerson((f.ASupplier(), Role.LEAD), (f.AForce(), Role.READER))

        with pytest.raises(NotAllowed, match="suppliers cannot"):
            accept_invitation(f.actor_of(seller), invited(tool, seller).id)

    def test_the_owners_people_and_people_of_nowhere_are_told_why_not(self, owner, tool):
        colleague, nobody = f.APerson((owner, Role.READER)), f.APerson()

        with pytest.raises(NotAllowed, match="belong to the owner"):
            accept_invitation(f.actor_of(colleague), invited(tool, colleague).id)
        with pytest.raises(NotAllowed, match="Ask for access"):
            accept_invitation(f.actor_of(nobody), invited(tool, nobody).id)

    def test_no_opens_nothing(self, session, tool):
        person = f.APerson((f.AForce(), Role.READER))

        decline_invitation(f.actor_of(person), invited(tool, person).id)

        assert session.scalar(select(Access).where(Access.tool_id == tool.id)) is None


class TestEnding:
    @pytest.mark.parametrize("who", ["lead", "themselves"])
    def test_closes_the_draft_at_once(self, session, lead, tool, who):
        person = helping(tool)
        row = session.scalar(select(Collaborator))

        end_collaboration(lead if who == "lead" else f.actor_of(person), tool.slug, row.id)

        with pytest.raises(NotFound):
            draft(f.actor_of(person), tool.slug)

    def test_of_another_helper_is_not_theirs(self, session, tool):
        first, second = helping(tool), helping(tool)
        row = session.scalar(select(Collaborator).where(Collaborator.person_id == first.id))

        with pytest.raises(NotFound):
            end_collaboration(f.actor_of(second), tool.slug, row.id)


class TestPages:
    def test_my_work_leads_to_the_invitation_and_then_to_the_draft(self, session, web, tool):
        person = f.APerson((f.AForce(), Role.READER))
        row = invited(tool, person)
        web.sign_in(person.id)
        assert f'href="/helping/{row.id}"' in web.get("/my-work").text
        assert "You ran the trial." in web.get(f"/helping/{row.id}").text

        assert web.post(f"/helping/{row.id}", {"answer": ""}).status_code == 422
        answer = web.post(f"/helping/{row.id}", {"answer": "yes"})

        assert answer.location == f"/tools/{tool.slug}/edit"
        page = web.get("/my-work").text
        assert "Continue" in page
        assert f'href="/tools/{tool.slug}/edit"' in page

    def test_addresses_are_for_the_lead_alone(self, session, web, owner, tool):
        person = helping(tool, (f.AForce(name="Eastmarch Police"), Role.READER))
        f.AnInvitation(tool, "asked@elsewhere.example")

        assert person.email in web.sign_in(f.APerson((owner, Role.LEAD)).id).get(f"/tools/{tool.slug}/people").text
        page = web.sign_in(f.APerson((owner, Role.READER)).id).get(f"/tools/{tool.slug}/people").text

        assert "Eastmarch Police" in page
        assert person.email not in page
        assert "asked@elsewhere.example" not in page

    def test_the_history_names_a_role_and_no_person(self, session, web, owner, tool):
        person = helping(tool)
        web.sign_in(f.APerson((owner, Role.READER)).id)

        page = web.get(f"/tools/{tool.slug}/edit").text

        assert "Collaborator from another organisation" in page
        assert person.name not in page

    def test_costs_the_same_however_many_help(self, session, web, owner, tool, count_statements):
        web.sign_in(f.APerson((owner, Role.LEAD)).id)
        helping(tool)
        with count_statements() as few:
            web.get(f"/tools/{tool.slug}/people")
        for _number in range(5):
            helping(tool)
        with count_statements() as many:
            web.get(f"/tools/{tool.slug}/people")

        assert len(few) == len(many) <= 8
