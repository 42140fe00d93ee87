"""Who reviews a record: taken, given back, handed on; and the interests that keep people from it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.db import db
from registry.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from registry.governance.queries import review as queries
from registry.governance.queries.review.scope import reviewable
from registry.governance.services import review as services
from registry.organisations.models import Succession
from registry.rules.lifecycles import ToolState
from registry.rules.policy import Permission, allows
from registry.rules.words import Role
from tests import factories as f
from tests.governance.reviews import in_review, one_of_each, review_of, threads


class TestAssigning:
    def test_a_reviewer_takes_a_record_and_gives_it_back(self, session):
        tool, reviewer = in_review(), f.AnActor(Role.REVIEWER)

        services.take(reviewer, tool.slug)
        held = review_of(tool)
        assert held is not None
        assert held.assignee_id == reviewer.id
        services.give_back(reviewer, tool.slug)

        assert held.assignee_id is None

    def test_another_takes_it_over_from_whom_the_page_named_alone(self, session):
        tool, first, second = in_review(), f.AnActor(Role.REVIEWER), f.AnActor(Role.REVIEWER)
        services.take(first, tool.slug)

        with pytest.raises(Conflict, match="A reviewer of Force"):
            services.take(second, tool.slug, None)
        services.take(second, tool.slug, first.id)

        review = review_of(tool)
        assert review is not None
        assert review.assignee_id == second.id

    @pytest.mark.parametrize("settle", ["publish", "request-changes", "not-accept"])
    def test_nobody_settles_what_another_has(self, session, settle):
        tool, holder, other = in_review(), f.AnActor(Role.REVIEWER), f.AnActor(Role.REVIEWER)
        services.take(holder, tool.slug)
        acts = {
            "publish": lambda: services.publish(other, tool.slug, 1),
            "request-changes": lambda: services.request_changes(other, tool.slug, "More", clock.today()),
            "not-accept": lambda: services.not_accept(other, tool.slug, "No"),
        }

        with pytest.raises(WrongState, match="Take over"):
            acts[settle]()

        assert tool.state is ToolState.IN_REVIEW

    def test_everybody_who_may_review_it_may_comment(self, session):
        tool, holder, other = in_review(), f.AnActor(Role.REVIEWER), f.AnActor(Role.REVIEWER)
        services.take(holder, tool.slug)

        services.comment(other, tool.slug, "A second pair of eyes", "summary")

        assert [thread.step.comment for thread in threads(tool)] == ["A second pair of eyes"]

    def test_the_registrar_assigns_with_a_day(self, session):
        tool, reviewer = in_review(), f.AnActor(Role.REVIEWER)
        day = clock.today() + timedelta(days=3)

        services.assign(f.AnActor(Role.REGISTRAR), tool.slug, reviewer.id, day)

        review = review_of(tool)
        assert review is not None
        assert (review.assignee_id, review.due_on) == (reviewer.id, day)

    def test_a_day_in_the_past_is_refused(self, session):
        tool, reviewer = in_review(), f.AnActor(Role.REVIEWER)

        with pytest.raises(Invalid) as refusal:
            services.assign(f.AnActor(Role.REGISTRAR), tool.slug, reviewer.id, clock.today() - timedelta(days=1))

        assert set(refusal.value.fields) == {"due_on"}

    def test_a_reviewer_hands_on_only_what_they_have(self, session):
        tool, holder, other = in_review(), f.AnActor(Role.REVIEWER), f.AnActor(Role.REVIEWER)

        with pytest.raises(WrongState):
            services.assign(holder, tool.slug, other.id, clock.today())
        services.take(holder, tool.slug)
        services.assign(holder, tool.slug, other.id, clock.today())

        review = review_of(tool)
        assert review is not None
        assert review.assignee_id == other.id

    def test_the_registrar_does_not_take_a_record(self, session):
        tool = in_review()

        with pytest.raises(Invalid):
            services.take(f.AnActor(Role.REGISTRAR), tool.slug)

    def test_nobody_is_refused_and_said_so_beside_the_field(self, session):
        tool = in_review()

        with pytest.raises(Invalid) as refusal:
            services.assign(f.AnActor(Role.REGISTRAR), tool.slug, 0, clock.today())

        assert set(refusal.value.fields) == {"person"}


class TestAnInterest:
    FREE = frozenset({"free", "ended", "past helper"})

    def test_keeps_a_reviewer_from_the_record_everywhere_alike(self, session):
        """The policy, the queue's filter and the list of candidates are three ways to say one thing."""
        owner = f.AForce()
        tool = in_review(owner)
        actors = one_of_each(owner, tool)
        ids = {actor.id: name for name, actor in actors.items()}

        policy = {name for name, actor in actors.items() if allows(actor, Permission.TOOL_PUBLISH, tool)}
        queue = {
            name
            for name, actor in actors.items()
            if db.session.scalar(select(Tool.id).where(Tool.id == tool.id, reviewable(actor)))
        }
        registrar = f.AnActor(Role.REGISTRAR)
        candidates = {ids[one.id] for one in queries.assigning(registrar, tool.slug).candidates if one.id in ids}

        assert policy == queue == candidates == self.FREE

    @pytest.mark.parametrize("name", ["own", "own reader", "heir", "elder", "declared", "helper", "lead"])
    def test_blocks_assignment(self, session, name):
        owner = f.AForce()
        tool = in_review(owner)
        actor = one_of_each(owner, tool)[name]

        with pytest.raises(Invalid):
            services.assign(f.AnActor(Role.REGISTRAR), tool.slug, actor.id, clock.today())

    @pytest.mark.parametrize("name", ["own", "own reader", "heir", "elder", "declared", "helper"])
    @pytest.mark.parametrize("act", ["take", "comment", "publish", "request-changes", "not-accept"])
    def test_blocks_acting(self, session, name, act):
        owner = f.AForce()
        tool = in_review(owner)
        actor = one_of_each(owner, tool)[name]
        acts = {
            "take": lambda: services.take(actor, tool.slug),
            "comment": lambda: services.comment(actor, tool.slug, "Words", "summary"),
            "publish": lambda: services.publish(actor, tool.slug, 1),
            "request-changes": lambda: services.request_changes(actor, tool.slug, "Words", clock.today()),
            "not-accept": lambda: services.not_accept(actor, tool.slug, "Words"),
        }

        with pytest.raises((NotAllowed, NotFound)):
            acts[act]()

        assert tool.state is ToolState.IN_REVIEW

    def test_declared_gives_the_record_back(self, session):
        tool, person = in_review(), f.APerson((f.AForce(), Role.REVIEWER))
        services.take(f.actor_of(person), tool.slug)

        services.declare(f.actor_of(person), tool.slug, "I know the supplier")

        review = review_of(tool)
        assert review is not None
        assert review.assignee_id is None
        assert not allows(f.actor_of(person), Permission.TOOL_DRAFT_READ, tool)

    def test_needs_a_reason_and_is_declared_once(self, session):
        tool, reviewer = in_review(visibility="public"), f.AnActor(Role.REVIEWER)

        with pytest.raises(Invalid):
            services.declare(reviewer, tool.slug, " ")
        services.declare(reviewer, tool.slug, "I built it")
        with pytest.raises(WrongState):
            services.declare(reviewer, tool.slug, "I built it")

    def test_is_ended_by_its_declarer_and_the_registrar_alone(self, session):
        tool, reviewer = in_review(), f.AnActor(Role.REVIEWER)
        mine = services.declare(reviewer, tool.slug, "I built it")

        for other in (f.AnActor(Role.REVIEWER), f.AnActor(Role.LEAD)):
            with pytest.raises(NotFound):
                services.end_interest(other, mine.id)
        services.end_interest(f.AnActor(Role.REGISTRAR), mine.id)

        assert mine.ended_at is not None
        with pytest.raises(WrongState):
            services.end_interest(reviewer, mine.id)

    def test_of_others_is_listed_to_the_registrar_alone(self, session):
        tool, reviewer = in_review(), f.AnActor(Role.REVIEWER)
        services.declare(reviewer, tool.slug, "I built it")

        seen = [
            len(queries.declared(actor)) for actor in (reviewer, f.AnActor(Role.REVIEWER), f.AnActor(Role.REGISTRAR))
        ]

        assert seen == [1, 0, 1]

    def test_is_over_for_a_succession_that_was_undone(self, session):
        owner, other = f.AForce(), f.AForce()
        tool = in_review(owner)
        f.save(
            Succession(predecessor_id=owner.id, successor_id=other.id, happened_on=clock.today(), undone_at=clock.now())
        )
        person = f.APerson((other, Role.REVIEWER))

        assert allows(f.actor_of(person), Permission.TOOL_PUBLISH, tool)
        assert [one.id for one in queries.assigning(f.AnActor(Role.REGISTRAR), tool.slug).candidates] == [person.id]
