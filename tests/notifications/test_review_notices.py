"""What people are told of reviews: what is settled at once, what is due soon at once, the rest with the digest."""

from datetime import timedelta

from sqlalchemy import select

from registry.accounts.models import Membership
from registry.catalogue.services import ReleaseDetails
from registry.core import clock
from registry.core.db import db
from registry.core.delivery import deliver
from registry.governance.models import Review
from registry.governance.services import review
from registry.notifications.models import Notice
from registry.notifications.services.digests import reviewer_lines
from registry.notifications.services.sending import letter
from registry.rules.lifecycles import ToolState
from registry.rules.words import Role
from tests import factories as f


def submitted(owner, by=None):
    """A record that somebody sent in."""
    tool = f.ATool(owner, state=ToolState.DRAFT)
    lead = by or f.AnActor(Role.LEAD, owner)
    review.submit(lead, tool.slug, ReleaseDetails("SIRO", clock.today(), "SIRO/12", agreed=True))
    return tool


def told(kind: str) -> dict[str, Notice]:
    deliver()
    return {notice.address: notice for notice in db.session.scalars(select(Notice).where(Notice.kind == kind))}


class TestSettled:
    def test_is_told_to_the_submitter_and_the_leads_once_each(self, session):
        owner = f.AForce()
        lead, assurer = f.APerson((owner, Role.LEAD)), f.APerson((owner, Role.ASSURER))
        f.APerson((owner, Role.READER))
        tool = submitted(owner, f.actor_of(assurer))

        review.publish(f.AnActor(Role.REVIEWER), tool.slug, 1)

        assert set(told("tool-published")) == {lead.email, assurer.email}
        assert set(told("tool-published")) == {lead.email, assurer.email}

    def test_names_the_reviewers_role_and_no_person_and_tells_no_reason(self, session):
        owner = f.AForce()
        lead = f.APerson((owner, Role.LEAD))
        tool = submitted(owner, f.actor_of(lead))
        reviewer = f.APerson((f.AForce(name="Westmarch Police"), Role.REVIEWER), name="Alex Morgan")

        review.not_accept(f.actor_of(reviewer), tool.slug, "A frank reason")

        notice = told("tool-not-accepted")[lead.email]
        assert (notice.actor, notice.link) == ("Reviewer, Westmarch Police", f"/tools/{tool.slug}/edit")
        assert "frank" not in notice.body + notice.subject + notice.reason
        assert "Alex" not in notice.body + notice.subject + notice.actor

    def test_is_no_news_for_what_was_loaded_without_a_review(self, session):
        owner = f.AForce()
        tool = f.ATool(owner, state=ToolState.IN_REVIEW)
        f.APerson((owner, Role.LEAD))

        review.publish(f.AnActor(Role.REVIEWER), tool.slug, 1)

        assert told("tool-published") == {}

    def test_is_not_sent_to_who_may_not_know_of_it_any_more(self, session):
        owner = f.AForce()
        lead = f.APerson((owner, Role.LEAD))
        tool = submitted(owner, f.actor_of(lead))
        review.not_accept(f.AnActor(Role.REVIEWER), tool.slug, "No")
        notice = told("tool-not-accepted")[lead.email]
        for membership in db.session.scalars(select(Membership).where(Membership.person_id == lead.id)):
            membership.ended_at = clock.now()
        db.session.commit()

        assert letter(notice.id) is None


class TestAssigned:
    def test_is_told_at_once_when_it_is_due_within_two_days(self, session):
        reviewer = f.APerson((f.AForce(), Role.REVIEWER))
        soon, later = submitted(f.AForce()), submitted(f.AForce())
        registrar = f.AnActor(Role.REGISTRAR)

        review.assign(registrar, soon.slug, reviewer.id, clock.today() + timedelta(days=2))
        review.assign(registrar, later.slug, reviewer.id, clock.today() + timedelta(days=3))

        assert [notice.tool_id for notice in told("review-assigned").values()] == [soon.id]

    def test_is_no_news_to_who_took_it_themselves(self, session):
        reviewer, tool = f.AnActor(Role.REVIEWER), submitted(f.AForce())
        row = db.session.scalars(select(Review)).one()
        row.due_on = clock.today()
        f.save(row)

        review.take(reviewer, tool.slug)

        assert told("review-assigned") == {}


class TestTheDigest:
    def test_tells_a_reviewer_what_is_theirs_sent_in_again_overdue_and_free(self, session):
        reviewer = f.AnActor(Role.REVIEWER)
        owner = f.AForce()
        lead = f.AnActor(Role.LEAD, owner)
        again = submitted(owner, lead)
        review.request_changes(reviewer, again.slug, "More", clock.today())
        review.submit(lead, again.slug, ReleaseDetails("SIRO", clock.today(), "SIRO/13", agreed=True))
        row = db.session.scalars(select(Review).where(Review.tool_id == again.id)).one()
        row.due_on = clock.today() - timedelta(days=1)
        f.save(row)
        submitted(f.AForce())

        assert reviewer_lines(reviewer, clock.today()) == [
            "1 record is yours to review",
            "1 of them was sent in again",
            "1 of them is overdue",
            "1 record waits for a reviewer to take it",
        ]

    def test_leaves_out_what_the_reviewer_has_an_interest_in(self, session):
        person = f.APerson((f.AForce(), Role.REVIEWER))
        tool = submitted(f.AForce())
        review.declare(f.actor_of(person), tool.slug, "I built it")

        assert reviewer_lines(f.actor_of(person), clock.today()) == []
