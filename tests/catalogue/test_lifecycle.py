"""Every state of a record x every role x every verb: allowed, refused, or not even known of."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from registry.catalogue import services
from registry.catalogue.models import Tool
from registry.catalogue.services import ReleaseDetails
from registry.core import clock
from registry.core.db import db
from registry.core.errors import NotAllowed, NotFound, WrongState
from registry.core.events import EventRow
from registry.governance.services import review
from registry.rules.lifecycles import TOOL, ToolState
from registry.rules.policy import ANONYMOUS, Actor
from registry.rules.words import Role
from tests import factories as f

RELEASE = ReleaseDetails("Information security officer", None, "ISO/1", agreed=True)


def release() -> ReleaseDetails:
    return ReleaseDetails(RELEASE.role, clock.today(), RELEASE.reference, agreed=True)


VERBS: dict[str, Callable[[Actor, str], object]] = {
    "submit": lambda actor, slug: review.submit(actor, slug, release()),
    "request-changes": lambda actor, slug: review.request_changes(
        actor, slug, "Say more", clock.today() + timedelta(days=7)
    ),
    "publish": lambda actor, slug: review.publish(actor, slug, 1),
    "not-accept": lambda actor, slug: review.not_accept(actor, slug, "Not a tool"),
    "withdraw": services.withdraw,
    "edit": services.start_draft,
    "retire": lambda actor, slug: services.retire(actor, slug, "Replaced"),
}
LEADS, WRITERS, REVIEWERS = {"lead"}, {"lead", "contributor"}, {"reviewer"}
ALLOWED = {
    "submit": {"lead", "assurer"},
    "request-changes": REVIEWERS,
    "publish": REVIEWERS,
    "not-accept": REVIEWERS,
    "withdraw": WRITERS,
    "edit": WRITERS,
    "retire": LEADS,
}
ROLES = ("visitor", "reader", "contributor", "lead", "assurer", "own-reviewer", "reviewer", "other-lead", "registrar")
OWN = {"reader", "contributor", "lead", "assurer", "own-reviewer"}
LIVE = {ToolState.PUBLISHED, ToolState.RETIRED}
READ_BY_REVIEWERS = {ToolState.IN_REVIEW, ToolState.CHANGES_REQUESTED}


def actor_as(role: str, owner) -> Actor:
    if role == "visitor":
        return ANONYMOUS
    held = {"own-reviewer": Role.REVIEWER, "other-lead": Role.LEAD}.get(role) or Role(role)
    return f.AnActor(held, owner if role in OWN else None)


def knows(role: str, state: ToolState) -> bool:
    """The record is public once it is live, so everybody knows of it then."""
    return role in OWN or state in LIVE or (role == "reviewer" and state in READ_BY_REVIEWERS)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", ToolState)
def test_each_verb(session, verb: str, role: str, state: ToolState):
    owner = f.AForce()
    tool = f.ATool(owner, state=state)
    actor = actor_as(role, owner)

    if not knows(role, state):
        expected: type[Exception] | None = NotFound
    elif role not in ALLOWED[verb]:
        expected = NotAllowed
    elif state not in TOOL.moves[verb][0]:
        expected = WrongState
    else:
        expected = None

    if expected:
        with pytest.raises(expected):
            VERBS[verb](actor, tool.slug)
        assert db.session.scalar(select(Tool.state).where(Tool.id == tool.id)) is state
    else:
        VERBS[verb](actor, tool.slug)
        assert db.session.scalar(select(Tool.state).where(Tool.id == tool.id)) is TOOL.moves[verb][1]


def test_a_refusal_is_on_the_audit_trail(session):
    tool = f.ATool()
    other = f.AnActor(Role.LEAD)

    with pytest.raises(NotAllowed):
        services.retire(other, tool.slug, "Because")

    event = db.session.scalars(select(EventRow)).one()
    assert (event.kind, event.actor_id, event.data["permission"]) == ("refused", other.id, "tool:retire")


class TestSuspending:
    @pytest.mark.parametrize(
        ("role", "allowed"),
        [("lead", True), ("assurer", True), ("registrar", True), ("contributor", False), ("other-lead", False)],
    )
    def test_is_for_the_owners_lead_and_assurer_and_the_registrar(self, session, role, allowed):
        owner = f.AForce()
        tool = f.ATool(owner)
        actor = actor_as(role, owner)

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
