"""A review over its rounds: opened, kept, closed; and what its owner sees of it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from registry.catalogue import queries as catalogue_queries
from registry.catalogue import services as catalogue
from registry.core import clock
from registry.core.db import db
from registry.core.delivery import deliver
from registry.governance.models import Review
from registry.governance.queries import review as queries
from registry.governance.services import review as services
from registry.rules.words import Role
from registry.rules.working_days import working_days_after
from tests import factories as f
from tests.governance.reviews import in_review, release, review_of, sent_back, threads


class TestAReview:
    def test_is_opened_at_the_first_submission_for_ten_working_days(self, session):
        tool = in_review()

        review = review_of(tool)
        assert review is not None
        assert (review.rounds, review.assignee_id, review.closed_at) == (1, None, None)
        assert review.due_on == working_days_after(clock.today(), 10)

    def test_waits_for_the_owner_until_the_day_that_was_asked_for(self, session):
        tool = sent_back(f.AForce(), f.AnActor(Role.REVIEWER))

        review = review_of(tool)
        assert review is not None
        assert (review.due_on, review.closed_at) == (clock.today() + timedelta(days=7), None)

    def test_keeps_its_reviewer_over_the_next_round(self, session):
        owner, reviewer = f.AForce(), f.AnActor(Role.REVIEWER)
        tool = sent_back(owner, reviewer)

        services.submit(f.AnActor(Role.LEAD, owner), tool.slug, release())

        review = review_of(tool)
        assert review is not None
        assert (review.rounds, review.assignee_id) == (2, reviewer.id)

    @pytest.mark.parametrize("settle", ["publish", "not-accept"])
    def test_is_closed_when_it_is_settled(self, session, settle):
        tool, reviewer = in_review(), f.AnActor(Role.REVIEWER)

        if settle == "publish":
            services.publish(reviewer, tool.slug, 1)
        else:
            services.not_accept(reviewer, tool.slug, "Not a tool")

        review = review_of(tool)
        assert review is not None
        assert review.closed_at is not None

    def test_of_a_withdrawn_record_is_no_longer_in_the_queue(self, session):
        owner = f.AForce()
        tool = in_review(owner)

        catalogue.withdraw(f.AnActor(Role.LEAD, owner), tool.slug)

        assert queries.queue(f.AnActor(Role.REVIEWER)).total == 0

    def test_of_a_withdrawn_record_is_closed_by_the_worker(self, session):
        owner = f.AForce()
        tool = in_review(owner)
        catalogue.withdraw(f.AnActor(Role.LEAD, owner), tool.slug)

        deliver()

        review = review_of(tool)
        assert review is not None
        assert review.closed_at is not None

    def test_of_what_was_sent_in_before_reviews_were_kept_is_made_by_the_worker(self, session):
        tool = in_review()
        db.session.delete(review_of(tool))
        db.session.commit()

        deliver()

        assert [row.tool.id for row in queries.queue(f.AnActor(Role.REVIEWER)).items] == [tool.id]

    def test_of_a_record_sent_in_again_after_it_was_withdrawn_is_another(self, session):
        owner, reviewer = f.AForce(), f.AnActor(Role.REVIEWER)
        lead = f.AnActor(Role.LEAD, owner)
        tool = in_review(owner)
        services.take(reviewer, tool.slug)
        catalogue.withdraw(lead, tool.slug)
        catalogue.start_draft(lead, tool.slug)

        services.submit(lead, tool.slug, release())
        deliver()

        found = db.session.scalars(select(Review).where(Review.tool_id == tool.id).order_by(Review.id)).all()
        assert [(one.rounds, one.assignee_id, one.closed_at is None) for one in found] == [
            (1, reviewer.id, False),
            (1, None, True),
        ]


class TestWorkingDays:
    @pytest.mark.parametrize(
        ("day", "number", "found"),
        [
            (date(2026, 11, 23), 10, date(2026, 12, 7)),  # Monday to Monday
            (date(2026, 11, 27), 1, date(2026, 11, 30)),  # Friday to Monday
            (date(2026, 11, 28), 1, date(2026, 11, 30)),  # Saturday to Monday
            (date(2026, 11, 25), 0, date(2026, 11, 25)),
        ],
    )
    def test_leave_out_the_weekend(self, day, number, found):
        assert working_days_after(day, number) == found


class TestWhatTheOwnerSees:
    def test_the_course_says_whom_it_waits_for_and_by_when(self, session):
        owner = f.AForce()
        tool = sent_back(owner, f.AnActor(Role.REVIEWER))

        found = catalogue_queries.course(tool, catalogue_queries.steps(tool))

        assert found.waiting is not None
        assert (found.waiting.on, found.waiting.due_on) == ("owner", clock.today() + timedelta(days=7))
        assert [(entry.step.verb, entry.round) for entry in found.entries] == [("request-changes", 1), ("submit", 1)]

    def test_rounds_are_counted_from_the_first_submission_of_each_review(self, session):
        owner, reviewer = f.AForce(), f.AnActor(Role.REVIEWER)
        lead = f.AnActor(Role.LEAD, owner)
        tool = sent_back(owner, reviewer)
        services.submit(lead, tool.slug, release())
        services.publish(reviewer, tool.slug, 1)
        catalogue.start_draft(lead, tool.slug)
        services.submit(lead, tool.slug, release())

        found = catalogue_queries.course(tool, catalogue_queries.steps(tool))

        assert [(entry.step.verb, entry.round) for entry in reversed(found.entries)] == [
            ("submit", 1),
            ("request-changes", 1),
            ("submit", 2),
            ("publish", 2),
            ("edit", 0),
            ("submit", 1),
        ]

    def test_no_reviewer_is_named_to_the_owner(self, session, web):
        owner = f.AForce()
        tool = in_review(owner)
        reviewer = f.APerson((f.AForce(name="Farmarch Police"), Role.REVIEWER), name="Alex Morgan")
        services.take(f.actor_of(reviewer), tool.slug)
        services.comment(f.actor_of(reviewer), tool.slug, "Too long", "summary")
        lead = web.sign_in(f.APerson((owner, Role.LEAD)).id)

        pages = [lead.get(f"/tools/{tool.slug}/{page}").text for page in ("edit", "review")]

        assert all("Waiting for the reviewer who has it" in page for page in pages)
        assert not any(secret in page for page in pages for secret in ("Alex Morgan", "Farmarch"))

    def test_a_comment_stands_beside_its_field_with_a_way_to_resolve_it(self, session, web):
        owner = f.AForce()
        tool = sent_back(owner, f.AnActor(Role.REVIEWER), ("summary", "Too long for a line"))
        [thread] = threads(tool)

        page = web.sign_in(f.APerson((owner, Role.CONTRIBUTOR)).id).get(f"/tools/{tool.slug}/edit/about").text

        assert "Too long for a line" in page
        assert f"/tools/{tool.slug}/comments/{thread.step.id}/resolve" in page
