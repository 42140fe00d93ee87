"""From a draft to a published version and back: submission, the queue, comments, changes, publication."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from registry.catalogue import services as catalogue
from registry.catalogue.models import Access, Release, ReviewStep, Tool, Version, WorkingCopy
from registry.catalogue.services import ReleaseDetails
from registry.core import clock
from registry.core.db import db
from registry.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from registry.core.events import EventRow
from registry.governance.queries import review as queries
from registry.governance.services import review as services
from registry.rules.lifecycles import ToolState
from registry.rules.words import Role, Visibility
from tests import factories as f

SCRIPT = "<script>alert(1)</script>"


def release(**fields) -> ReleaseDetails:
    values = {"role": "SIRO", "released_on": clock.today(), "reference": "SIRO/12", "agreed": True}
    return ReleaseDetails(**{**values, **fields})


def in_review(owner=None, **fields) -> Tool:
    """A draft that its lead has submitted."""
    owner = owner or f.AForce()
    tool = f.ATool(owner, state=ToolState.DRAFT, **fields)
    services.submit(f.AnActor(Role.LEAD, owner), tool.slug, release())
    return tool


def live_and_in_review() -> Tool:
    """A published record whose next version is in review with another name and one more problem."""
    f.Terms()
    owner = f.AForce()
    tool = f.ATool(owner, name="As it was")
    lead = f.AnActor(Role.LEAD, owner)
    catalogue.start_draft(lead, tool.slug)
    about = {"name": "As it will be", "summary": f.CONTENT["summary"], "phase": "production"}
    catalogue.save_section(lead, tool.slug, "about", about, 1)
    users = {"problems": ["long-101-waits", "slow-redaction"], "category": "public-contact", "users": ["control-room"]}
    catalogue.save_section(lead, tool.slug, "problem-and-users", users, 2)
    services.submit(lead, tool.slug, release())
    return tool


class TestSubmitting:
    def test_carries_the_release_that_a_lead_quotes(self, session):
        tool = in_review()

        [recorded] = db.session.scalars(select(Release))
        assert (recorded.released_by_role, recorded.reference, recorded.revision) == ("SIRO", "SIRO/12", 1)
        assert (tool.state, recorded.visibility) == (ToolState.IN_REVIEW, Visibility.PUBLIC)

    def test_an_assurer_releases_in_person(self, session):
        owner = f.AForce()
        tool = f.ATool(owner, state=ToolState.DRAFT)

        services.submit(f.AnActor(Role.ASSURER, owner), tool.slug, ReleaseDetails("", None, "", agreed=True))

        assert db.session.scalars(select(Release.released_by_role)).all() == ["Assurer"]

    @pytest.mark.parametrize(
        ("fields", "named"),
        [
            ({"role": ""}, "role"),
            ({"released_on": None}, "released_on"),
            ({"reference": ""}, "reference"),
            ({"agreed": False}, "agreed"),
        ],
    )
    def test_is_refused_without_each_part_of_the_release(self, session, fields, named):
        owner = f.AForce()
        tool = f.ATool(owner, state=ToolState.DRAFT)

        with pytest.raises(Invalid) as refusal:
            services.submit(f.AnActor(Role.LEAD, owner), tool.slug, release(**fields))

        assert set(refusal.value.fields) == {named}

    def test_a_release_of_tomorrow_is_refused(self, session):
        owner = f.AForce()
        tool = f.ATool(owner, state=ToolState.DRAFT)

        with pytest.raises(Invalid):
            services.submit(
                f.AnActor(Role.LEAD, owner), tool.slug, release(released_on=clock.today() + timedelta(days=1))
            )

    def test_names_what_is_missing(self, session):
        owner = f.AForce()
        tool = f.ATool(owner, state=ToolState.DRAFT, content={"decider": "", "supply": "supplier"})

        with pytest.raises(Invalid) as refusal:
            services.submit(f.AnActor(Role.LEAD, owner), tool.slug, release())

        assert "Who makes the decision" in refusal.value.message
        assert "Supplier name" in refusal.value.message

    def test_twice_is_refused(self, session):
        owner = f.AForce()
        tool = in_review(owner)

        with pytest.raises(WrongState):
            services.submit(f.AnActor(Role.LEAD, owner), tool.slug, release())

    def test_a_contributor_does_not_submit(self, session):
        owner = f.AForce()
        tool = f.ATool(owner, state=ToolState.DRAFT)

        with pytest.raises(NotAllowed):
            services.submit(f.AnActor(Role.CONTRIBUTOR, owner), tool.slug, release())


class TestTheQueue:
    def test_lists_records_of_other_forces_oldest_first(self, session):
        first, second = in_review(), in_review()

        page = queries.queue(f.AnActor(Role.REVIEWER))

        assert [waiting.tool.id for waiting in page.items] == [first.id, second.id]

    def test_leaves_out_the_reviewers_own_force(self, session):
        owner = f.AForce()
        in_review(owner)

        assert queries.queue(f.AnActor(Role.REVIEWER, owner)).total == 0

    @pytest.mark.parametrize("state", sorted(set(ToolState) - queries.UNDER_REVIEW))
    def test_leaves_out_every_other_state(self, session, state):
        f.ATool(state=state)

        assert queries.queue(f.AnActor(Role.REVIEWER)).total == 0

    @pytest.mark.parametrize("role", [Role.LEAD, Role.ASSURER])
    def test_is_for_reviewers_and_the_registrar(self, session, role):
        with pytest.raises(NotAllowed):
            queries.queue(f.AnActor(role))

    def test_takes_as_many_statements_for_many_as_for_one(self, session, count_statements):
        reviewer = f.AnActor(Role.REVIEWER)
        in_review()
        with count_statements() as one:
            queries.queue(reviewer)
        for _ in range(4):
            in_review()

        with count_statements() as many:
            queries.queue(reviewer)

        assert len(many) == len(one) <= 4


class TestReviewing:
    def test_a_comment_stands_beside_its_answer(self, session):
        tool = in_review()

        services.comment(f.AnActor(Role.REVIEWER), tool.slug, "Too long", "summary")

        [step] = db.session.scalars(select(ReviewStep).where(ReviewStep.verb == "comment"))
        assert (step.question, step.comment, step.actor_role) == ("summary", "Too long", "Reviewer")

    def test_a_comment_on_no_answer_of_the_record_is_refused(self, session):
        tool = in_review()

        with pytest.raises(Invalid):
            services.comment(f.AnActor(Role.REVIEWER), tool.slug, "Words", "password")

    def test_changes_are_asked_for_with_a_day(self, session):
        tool = in_review()
        reviewer = f.AnActor(Role.REVIEWER)

        with pytest.raises(Invalid):
            services.request_changes(reviewer, tool.slug, "Say more", None)
        with pytest.raises(Invalid):
            services.request_changes(reviewer, tool.slug, "", clock.today())
        services.request_changes(reviewer, tool.slug, "Say more", clock.today())

        assert tool.state is ToolState.CHANGES_REQUESTED

    def test_a_record_goes_round_until_it_is_published(self, session):
        f.Terms()
        owner = f.AForce()
        tool = in_review(owner)
        lead, reviewer = f.AnActor(Role.LEAD, owner), f.AnActor(Role.REVIEWER)
        services.request_changes(reviewer, tool.slug, "Say more", clock.today())
        catalogue.save_section(lead, tool.slug, "lessons", {"lessons": "More"}, 1)
        services.submit(lead, tool.slug, release())

        version = services.publish(reviewer, tool.slug, 2)

        newest = db.session.scalar(select(Release.id).order_by(Release.id.desc()))
        assert (tool.state, tool.version_id, version.number) == (ToolState.PUBLISHED, version.id, 1)
        assert (version.content["lessons"], version.release_id) == ("More", newest)

    def test_nobody_publishes_what_they_did_not_read(self, session):
        tool = in_review()

        with pytest.raises(Conflict):
            services.publish(f.AnActor(Role.REVIEWER), tool.slug, 7)

        assert db.session.scalar(select(func.count(Version.id))) == 0

    def test_published_twice_is_one_version(self, session):
        tool, reviewer = in_review(), f.AnActor(Role.REVIEWER)
        services.publish(reviewer, tool.slug, 1)

        with pytest.raises(WrongState):
            services.publish(reviewer, tool.slug, 1)

        assert db.session.scalar(select(func.count(Version.id))) == 1

    def test_a_reviewer_of_two_forces_reviews_neither(self, session):
        owner = f.AForce()
        tool = in_review(owner)
        both = f.actor_of(f.APerson((f.AForce(), Role.REVIEWER), (owner, Role.READER)))

        with pytest.raises(NotAllowed):
            services.publish(both, tool.slug, 1)

    def test_the_digest_on_the_trail_seals_the_version(self, session):
        tool = in_review()

        version = services.publish(f.AnActor(Role.REVIEWER), tool.slug, 1)

        event = db.session.scalar(select(EventRow).where(EventRow.kind == "tool-published"))
        assert event.data["digest"] == version.digest

    def test_no_comment_is_on_the_trail(self, session):
        tool = in_review()
        services.comment(f.AnActor(Role.REVIEWER), tool.slug, "A frank remark")

        assert not [row for row in db.session.scalars(select(EventRow.data)) if "frank" in str(row)]

    def test_what_a_draft_changes_is_told_answer_by_answer(self, session):
        tool = live_and_in_review()

        found = queries.review(f.AnActor(Role.REVIEWER), tool.slug).since_published

        assert found is not None
        assert found.number == 1
        assert [(item.question.code, item.added, item.removed) for item in found.told] == [
            ("name", (), ()),
            ("problems", ("Slow redaction",), ()),
        ]

    def test_a_reviewer_reads_no_draft_before_it_is_submitted(self, session):
        tool = f.ATool(state=ToolState.DRAFT)

        with pytest.raises(NotFound):
            queries.review(f.AnActor(Role.REVIEWER), tool.slug)

    def test_a_named_organisation_reads_what_is_published_and_no_draft(self, session):
        named = f.AForce()
        tool = f.ATool(state=ToolState.IN_REVIEW, visibility=Visibility.NAMED)
        f.save(Access(tool_id=tool.id, organisation_id=named.id, reason="named"))

        with pytest.raises(NotFound):
            queries.review(f.AnActor(Role.LEAD, named), tool.slug)


class TestPages:
    def test_submitting_lists_what_is_missing_with_links(self, web, session):
        owner = f.AForce()
        tool = f.ATool(owner, state=ToolState.DRAFT, content={"decider": ""})
        page = web.sign_in(f.APerson((owner, Role.LEAD)).id).get(f"/tools/{tool.slug}/submit").text

        assert f'href="/tools/{tool.slug}/edit/how-it-works#decider"' in page
        assert "Submit for review" not in page

    def test_a_lead_submits(self, web, session):
        owner = f.AForce()
        tool = f.ATool(owner, state=ToolState.DRAFT)
        day = clock.today()
        lead = web.sign_in(f.APerson((owner, Role.LEAD)).id)
        assert "Under which reference?" in lead.get(f"/tools/{tool.slug}/submit").text

        when = [str(day.day), str(day.month), str(day.year)]
        answers = {"role": "SIRO", "released_on": when, "reference": "R/1", "agreed": "y"}
        lead.post(f"/tools/{tool.slug}/submit", answers)

        assert tool.state is ToolState.IN_REVIEW

    def test_an_incomplete_release_keeps_what_was_typed(self, web, session):
        owner = f.AForce()
        tool = f.ATool(owner, state=ToolState.DRAFT)
        lead = web.sign_in(f.APerson((owner, Role.LEAD)).id)

        page = lead.post(f"/tools/{tool.slug}/submit", {"role": "My SIRO", "released_on": ["31", "2", ""]})

        assert (page.status_code, tool.state) == (422, ToolState.DRAFT)
        assert "My SIRO" in page.text

    def test_an_assurer_ticks_and_submits(self, web, session):
        owner = f.AForce()
        tool = f.ATool(owner, state=ToolState.DRAFT)
        assurer = web.sign_in(f.APerson((owner, Role.ASSURER)).id)
        assert "you release it" in assurer.get(f"/tools/{tool.slug}/submit").text

        assurer.post(f"/tools/{tool.slug}/submit", {"agreed": "y"})

        assert tool.state is ToolState.IN_REVIEW

    def test_a_contributor_is_told_who_submits_and_cannot(self, web, session):
        owner = f.AForce()
        tool = f.ATool(owner, state=ToolState.DRAFT)
        contributor = web.sign_in(f.APerson((owner, Role.CONTRIBUTOR)).id)

        page = contributor.get(f"/tools/{tool.slug}/edit").text

        assert "a lead or an assurer submits it" in page
        assert f"/tools/{tool.slug}/submit" not in page
        asked = [contributor.get(f"/tools/{tool.slug}/submit"), contributor.post(f"/tools/{tool.slug}/submit", {})]
        assert [answer.status_code for answer in asked] == [403, 403]

    def test_the_queue_shows_who_waits_and_how_long(self, web, session):
        tool = in_review()
        page = web.sign_in(f.APerson((f.AForce(), Role.REVIEWER)).id).get("/reviews").text

        assert tool.name in page
        assert "0 days" in page

    def test_an_empty_queue_says_so(self, web, session):
        page = web.sign_in(f.APerson((f.AForce(), Role.REVIEWER)).id).get("/reviews").text

        assert "Nothing waits for review" in page

    def test_a_reviewer_comments_asks_for_changes_and_publishes(self, web, session):
        tool = live_and_in_review()
        reviewer = web.sign_in(f.APerson((f.AForce(), Role.REVIEWER)).id)
        page = reviewer.get(f"/tools/{tool.slug}/review").text
        assert "Slow redaction" in page
        assert "What it changes of version 1" in page

        assert reviewer.get(f"/tools/{tool.slug}/review/comment?question=summary").status_code == 200
        reviewer.post(f"/tools/{tool.slug}/review/comment", {"question": "summary", "comment": SCRIPT})
        page = reviewer.get(f"/tools/{tool.slug}/review").text
        assert SCRIPT not in page
        assert "&lt;script&gt;" in page

        revision = db.session.scalar(select(WorkingCopy.revision).where(WorkingCopy.tool_id == tool.id))
        reviewer.post(f"/tools/{tool.slug}/review/publish", {"revision": revision})
        assert (tool.state, tool.name) == (ToolState.PUBLISHED, "As it will be")

    def test_requested_changes_reach_the_submitter_beside_the_answer(self, web, session):
        owner = f.AForce()
        tool = in_review(owner)
        reviewer = f.AnActor(Role.REVIEWER)
        services.comment(reviewer, tool.slug, "Name the queue", "summary")
        services.request_changes(reviewer, tool.slug, "Say more of the baseline", clock.today())
        lead = web.sign_in(f.APerson((owner, Role.LEAD)).id)

        listed = lead.get(f"/tools/{tool.slug}/edit").text
        section = lead.get(f"/tools/{tool.slug}/edit/about").text

        assert "Has comments" in listed
        assert "Say more of the baseline" in listed
        assert "Name the queue" in section

    @pytest.mark.parametrize("act", ["comment", "request-changes", "not-accept"])
    def test_a_form_sent_empty_is_shown_again(self, web, session, act):
        tool = in_review()
        reviewer = web.sign_in(f.APerson((f.AForce(), Role.REVIEWER)).id)
        assert reviewer.get(f"/tools/{tool.slug}/review/{act}").status_code == 200

        page = reviewer.post(f"/tools/{tool.slug}/review/{act}", {})

        assert (page.status_code, tool.state) == (422, ToolState.IN_REVIEW)

    def test_not_accepting_tells_the_reason(self, web, session):
        tool = in_review()
        reviewer = web.sign_in(f.APerson((f.AForce(), Role.REVIEWER)).id)

        reviewer.post(f"/tools/{tool.slug}/review/not-accept", {"reason": "It is an event, not a tool"})

        assert tool.state is ToolState.NOT_ACCEPTED

    def test_the_owners_people_read_it_without_the_buttons(self, web, session):
        owner = f.AForce()
        tool = in_review(owner)

        page = web.sign_in(f.APerson((owner, Role.READER)).id).get(f"/tools/{tool.slug}/review")

        assert page.status_code == 200
        assert "Settle the review" not in page.text

    def test_a_working_copy_can_be_read_by_nobody_else(self, web, session):
        tool = in_review()
        assert db.session.get(WorkingCopy, tool.id)

        assert web.sign_in(f.APerson((f.AForce(), Role.LEAD)).id).get(f"/tools/{tool.slug}/review").status_code == 404
