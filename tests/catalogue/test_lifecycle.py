"""What becomes of a record that is suspended, or whose draft comes to nothing; the table of reviews holds every verb."""

import pytest
from sqlalchemy import select

from registry.catalogue import services
from registry.catalogue.services import ReleaseDetails
from registry.core import clock
from registry.core.db import db
from registry.core.errors import NotAllowed, WrongState
from registry.core.events import EventRow
from registry.governance.services import review
from registry.rules.lifecycles import ToolState
from registry.rules.words import Role
from tests import factories as f


def release() -> ReleaseDetails:
    return ReleaseDetails("Information security officer", clock.today(), "ISO/1", agreed=True)


def test_a_refusal_is_on_the_audit_trail(session):
    tool = f.ATool()
    other = f.AnActor(Role.LEAD)

    with pytest.raises(NotAllowed):
        services.retire(other, tool.slug, "Because")

    event = db.session.scalars(select(EventRow)).one()
    assert (event.kind, event.actor_id, event.data["permission"]) == ("refused", other.id, "tool:retire")


class TestSuspending:
    @pytest.mark.parametrize(
        ("role", "own", "allowed"),
        [
            (Role.LEAD, True, True),
            (Role.ASSURER, True, True),
            (Role.REGISTRAR, False, True),
            (Role.CONTRIBUTOR, True, False),
            (Role.LEAD, False, False),
        ],
    )
    def test_is_for_the_owners_lead_and_assurer_and_the_registrar(self, session, role, own, allowed):
        owner = f.AForce()
        tool = f.ATool(owner)
        actor = f.AnActor(role, owner if own else None)

        if allowed:
            services.suspend(actor, tool.slug, "A name stands in it")
            services.restore(actor, tool.slug)
        else:
            with pytest.raises(NotAllowed):
                services.suspend(actor, tool.slug, "A name stands in it")

        assert tool.suspended_at is None

    def test_twice_is_refused(self, session):
        owner = f.AForce()
        tool, lead = f.ATool(owner), f.AnActor(Role.LEAD, owner)
        services.suspend(lead, tool.slug, "Because")

        with pytest.raises(WrongState):
            services.suspend(lead, tool.slug, "Because")

    def test_a_person_of_two_forces_suspends_only_where_they_lead(self, session):
        led, other = f.AForce(), f.AForce()
        tool = f.ATool(other)
        person = f.actor_of(f.APerson((led, Role.LEAD), (other, Role.CONTRIBUTOR)))

        with pytest.raises(NotAllowed):
            services.suspend(person, tool.slug, "Because")


class TestARecordWithALiveVersion:
    def test_stays_live_when_its_draft_is_not_accepted(self, session):
        owner = f.AForce()
        tool = f.ATool(owner)
        lead = f.AnActor(Role.LEAD, owner)
        services.start_draft(lead, tool.slug)
        review.submit(lead, tool.slug, release())

        review.not_accept(f.AnActor(Role.REVIEWER), tool.slug, "Not better")

        assert (tool.state, tool.version_id is None) == (ToolState.NOT_ACCEPTED, False)

    def test_is_as_before_when_its_draft_is_withdrawn(self, session):
        owner = f.AForce()
        tool = f.ATool(owner)
        lead = f.AnActor(Role.LEAD, owner)
        services.start_draft(lead, tool.slug)

        services.withdraw(lead, tool.slug)

        assert tool.state is ToolState.PUBLISHED
