"""The pages of a review, as each of its people uses them."""

from datetime import timedelta

from sqlalchemy import select

from registry.catalogue.models import WorkingCopy
from registry.core import clock
from registry.core.db import db
from registry.governance.models import Interest
from registry.governance.queries import review as queries
from registry.governance.services import review as services
from registry.rules.lifecycles import ToolState
from registry.rules.words import Role
from tests import factories as f
from tests.governance.reviews import in_review, release, review_of, sent_back, threads


class TestPages:
    def test_a_reviewer_takes_hands_on_and_takes_over(self, session, web):
        tool = in_review()
        one, two = (f.APerson((f.AForce(), Role.REVIEWER)) for _ in range(2))
        first = web.sign_in(one.id)
        assert "Take it" in first.get(f"/tools/{tool.slug}/review").text
        first.post(f"/tools/{tool.slug}/review/take", {"held_by": ""})
        assert "You have this record." in first.get(f"/tools/{tool.slug}/review").text

        second = web.sign_in(two.id)
        page = second.get(f"/tools/{tool.slug}/review").text
        assert f"{one.name}, " in page
        assert "Settle the review" in page
        assert ">Publish<" not in page
        refused = second.post(f"/tools/{tool.slug}/review/publish", {"revision": "1"})
        assert refused.status_code == 409
        assert "A reviewer of" in refused.text
        assert one.name not in refused.text
        second.post(f"/tools/{tool.slug}/review/take", {"held_by": str(one.id)})

        assert ">Publish<" in second.get(f"/tools/{tool.slug}/review").text

    def test_the_registrar_assigns_from_the_queue_without_reading_the_record(self, session, web):
        tool = in_review(name="Secret draft", content={"summary": "Nobody else reads this"})
        reviewer = f.APerson((f.AForce(), Role.REVIEWER), name="Sam Field")
        registrar = web.sign_in(f.APerson((f.AForce(), Role.REGISTRAR)).id)
        assert f"/tools/{tool.slug}/review/assign" in registrar.get("/reviews").text
        page = registrar.get(f"/tools/{tool.slug}/review/assign").text
        assert "Sam Field" in page
        assert "Nobody else reads this" not in page

        day = clock.today() + timedelta(days=1)
        when = [str(day.day), str(day.month), str(day.year)]
        registrar.post(f"/tools/{tool.slug}/review/assign", {"person": str(reviewer.id), "due_on": when})

        assert "Sam Field" in registrar.get("/reviews").text
        assert registrar.get(f"/tools/{tool.slug}/review").status_code == 404
        assert registrar.get("/reviews/workload").status_code == 200

    def test_an_overdue_record_is_marked_in_words(self, session, web):
        tool = in_review()
        review = review_of(tool)
        assert review is not None
        review.due_on = clock.today() - timedelta(days=3)
        f.save(review)

        page = web.sign_in(f.APerson((f.AForce(), Role.REVIEWER)).id).get("/reviews?show=overdue").text

        assert "Overdue by 3 days" in page

    def test_an_interest_is_declared_listed_and_ended(self, session, web):
        tool = in_review(name="A tool to keep away from")
        person = f.APerson((f.AForce(), Role.REVIEWER))
        reviewer = web.sign_in(person.id)
        assert reviewer.get(f"/tools/{tool.slug}/review/interest").status_code == 200
        assert reviewer.post(f"/tools/{tool.slug}/review/interest", {}).status_code == 422
        reviewer.post(f"/tools/{tool.slug}/review/interest", {"reason": "I advise its supplier"})

        assert "I advise its supplier" in reviewer.get("/reviews/interests").text
        assert reviewer.get(f"/tools/{tool.slug}/review").status_code == 404
        assert "You declared an interest" in reviewer.get(f"/tools/{tool.slug}/review/interest").text
        assert tool.name not in reviewer.get("/reviews").text

        [mine] = db.session.scalars(select(Interest.id))
        reviewer.post(f"/reviews/interests/{mine}/end")
        assert reviewer.get(f"/tools/{tool.slug}/review").status_code == 200

    def test_a_comment_is_resolved_and_reopened(self, session, web):
        owner = f.AForce()
        reviewing = f.APerson((f.AForce(), Role.REVIEWER))
        tool = sent_back(owner, f.actor_of(reviewing), ("summary", "Too long"))
        [thread] = threads(tool)
        address = f"/tools/{tool.slug}/comments/{thread.step.id}"
        lead = web.sign_in(f.APerson((owner, Role.LEAD)).id)
        assert "Too long" in lead.get(f"{address}/resolve").text
        lead.post(f"{address}/resolve", {"reply": "It is the official wording"})
        services.submit(f.AnActor(Role.LEAD, owner), tool.slug, release())

        reviewer = web.sign_in(reviewing.id)
        page = reviewer.get(f"/tools/{tool.slug}/review").text
        assert "It is the official wording" in page
        assert "What changed since changes were requested" in page
        assert reviewer.post(f"{address}/reopen", {}).status_code == 422
        reviewer.post(f"{address}/reopen", {"reason": "Shorten it all the same"})

        assert "Shorten it all the same" in reviewer.get(f"/tools/{tool.slug}/review").text

    def test_a_failed_check_is_named_and_nothing_is_published(self, session, web):
        tool = in_review()
        copy = db.session.get_one(WorkingCopy, tool.id)
        copy.to_check = {"summary": "atrs"}
        f.save(copy)
        reviewer = web.sign_in(f.APerson((f.AForce(), Role.REVIEWER)).id)
        assert ">Publish<" not in reviewer.get(f"/tools/{tool.slug}/review").text

        page = reviewer.post(f"/tools/{tool.slug}/review/publish", {"revision": "1"})

        assert page.status_code == 422
        assert "cannot be published while a check fails" in page.text
        assert tool.state is ToolState.IN_REVIEW

    def test_the_review_page_asks_the_database_as_often_for_many_comments_as_for_one(self, session, count_statements):
        owner, reviewer = f.AForce(), f.AnActor(Role.REVIEWER)
        tool = sent_back(owner, reviewer, ("summary", "One"))
        services.submit(f.AnActor(Role.LEAD, owner), tool.slug, release())
        with count_statements() as one:
            queries.review(reviewer, tool.slug)
        for number in range(5):
            services.comment(reviewer, tool.slug, f"Comment {number}", "phase")

        with count_statements() as many:
            queries.review(reviewer, tool.slug)

        assert len(many) == len(one) <= 12
