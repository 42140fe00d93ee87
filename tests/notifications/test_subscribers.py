"""Who is told of what, and who is not."""

import pytest
from sqlalchemy import select

from registry.accounts.events import PasswordChanged, RoleGranted, RoleRevoked
from registry.catalogue.events import ChangesRequested, ToolSuspended
from registry.core.commands import command
from registry.core.delivery import SUBSCRIBERS, deliver
from registry.core.events import EventRow, emit
from registry.governance.events import SeatTaken
from registry.governance.services.decisions import ActionDetails, DecisionDetails, decide
from registry.notifications.models import Notice
from registry.notifications.services.sending import may_be_told
from registry.replication.events import AdoptionDisputed, EnquirySent
from registry.rules.lifecycles import CaseState, Outcome, Stage
from registry.rules.words import Role, Visibility
from tests import factories as f


@command
def happened(event):
    emit(event)


def told(session, kind):
    deliver()
    return sorted(session.scalars(select(Notice.address).where(Notice.kind == kind)))


def changes_requested(tool, actor_id=None):
    return ChangesRequested(actor_id=actor_id, tool_id=tool.id, organisation_id=tool.owner_id, step_id=1)


class TestAtOnce:
    def test_changes_requested_reach_the_owners_leads_and_whoever_registered_it(self, session):
        force = f.AForce()
        lead, author = f.APerson((force, Role.LEAD)), f.APerson((force, Role.CONTRIBUTOR))
        f.APerson((force, Role.READER)), f.APerson((f.AForce(), Role.LEAD))

        happened(changes_requested(f.ATool(force, created_by_id=author.id)))

        assert told(session, "changes-requested") == sorted([lead.email, author.email])

    def test_a_suspension_reaches_owner_and_adopters_but_not_whoever_did_it(self, session):
        owner, adopter, former = f.AForce(), f.AForce(), f.AForce()
        tool = f.ATool(owner)
        f.AnAdoption(tool, adopter)
        f.AnAdoption(tool, former, stage=Stage.STOPPED)
        lead, assurer = f.APerson((owner, Role.LEAD)), f.APerson((owner, Role.ASSURER))
        user = f.APerson((adopter, Role.LEAD))
        f.APerson((former, Role.LEAD))

        happened(ToolSuspended(actor_id=lead.id, tool_id=tool.id, organisation_id=owner.id))

        assert told(session, "tool-suspended") == sorted([assurer.email, user.email])

    def test_a_decision_reaches_those_it_names(self, session):
        owner, named = f.AForce(), f.AForce()
        board = f.ABoard()
        case = f.ACase(board, f.ATool(owner), CaseState.SCHEDULED)
        leads = [f.APerson((owner, Role.LEAD)), f.APerson((named, Role.LEAD))]
        f.APerson((f.AForce(), Role.LEAD))
        action = ActionDetails("Publish the method", named.id, "Innovation lead", f.clock.today())

        chair = f.actor_of(f.ABoardPerson(board, Role.CHAIR))
        decide(chair, case.id, DecisionDetails(Outcome.NOTE, "Because.", actions=(action,)))

        assert told(session, "case-decided") == sorted(person.email for person in leads)
        notice = session.scalars(select(Notice)).first()
        assert (notice.actor, notice.link) == (f"Chair, {board.name}", f"/cases/{case.id}")
        assert "Because" not in notice.body

    def test_an_enquiry_goes_to_the_team_mailbox(self, session):
        asked, asker = f.AForce(), f.AForce()
        lead = f.APerson((asker, Role.LEAD))
        event = EnquirySent(
            actor_id=lead.id, tool_id=f.ATool().id, organisation_id=asked.id, asker_id=asker.id, enquiry_id=7
        )

        happened(event)

        assert told(session, "enquiry-sent") == [asked.mailbox]
        assert session.scalar(select(Notice.actor)) == f"Lead, {asker.name}"

    def test_security_reaches_the_person_alone(self, session):
        force = f.AForce()
        person, _lead = f.APerson((force, Role.READER)), f.APerson((force, Role.LEAD))

        happened(PasswordChanged(actor_id=person.id))
        happened(RoleGranted(actor_id=None, person_id=person.id, organisation_id=force.id, role="lead"))
        happened(SeatTaken(actor_id=None, board_id=f.ABoard().id, person_id=person.id, role="chair"))

        for kind in ("password-changed", "role-granted", "seat-taken"):
            assert told(session, kind) == [person.email]

    def test_a_role_that_another_ended_is_told_to_who_held_it(self, session):
        force = f.AForce()
        person, lead = f.APerson((force, Role.READER)), f.APerson((force, Role.LEAD))

        for by in (lead, person):
            happened(RoleRevoked(actor_id=by.id, person_id=person.id, organisation_id=force.id, role="contributor"))

        assert told(session, "role-revoked") == [person.email]
        assert session.scalar(select(Notice.actor)) == f"Lead, {force.name}"


class TestTwice:
    def test_an_event_handled_twice_is_told_once(self, session):
        force = f.AForce()
        f.APerson((force, Role.LEAD))
        happened(changes_requested(f.ATool(force)))
        deliver()
        event = session.scalars(select(EventRow).order_by(EventRow.id.desc())).first()

        SUBSCRIBERS["notices"].handlers[event.kind](event)

        assert len(session.scalars(select(Notice)).all()) == 1


class TestNothingHidden:
    def test_no_mail_names_a_person(self, session):
        force = f.AForce()
        person = f.APerson((force, Role.REVIEWER), name="Wilhelmina Unmistakable")
        f.APerson((force, Role.LEAD))

        happened(changes_requested(f.ATool(force), actor_id=person.id))
        deliver()

        notice = session.scalars(select(Notice)).one()
        assert notice.actor == f"Reviewer, {force.name}"
        assert "Wilhelmina" not in f"{notice.subject}{notice.body}{notice.actor}{notice.reason}"

    @pytest.mark.parametrize(("visibility", "told"), [(Visibility.NAMED, False), (Visibility.PUBLIC, True)])
    def test_a_dispute_of_a_hidden_adoption_is_not_told_to_the_owner(self, session, visibility, told):
        owner, adopter = f.AForce(), f.AForce()
        tool = f.ATool(owner)
        f.APerson((owner, Role.LEAD))
        adoption = f.AnAdoption(tool, adopter, visibility=visibility)
        event = AdoptionDisputed(
            actor_id=None, tool_id=tool.id, organisation_id=adopter.id, adoption_id=adoption.id, stage_event_id=1
        )
        happened(event)
        deliver()

        notice = session.scalars(select(Notice).where(Notice.kind == "adoption-disputed")).one()

        assert may_be_told(notice) is told
