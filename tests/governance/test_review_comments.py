"""Comments on a record under review: answered, resolved and reopened."""

import pytest

from registry.catalogue import services as catalogue
from registry.core import clock
from registry.core.errors import Invalid, NotFound, WrongState
from registry.governance.services import review as services
from registry.rules.lifecycles import ToolState
from registry.rules.words import Role
from tests import factories as f
from tests.governance.reviews import in_review, release, save, sent_back, threads


class TestComments:
    def test_one_whose_answer_changed_is_resolved_by_sending_the_record_in(self, session):
        owner, reviewer = f.AForce(), f.AnActor(Role.REVIEWER)
        tool = sent_back(owner, reviewer, ("lessons", "Which?"), ("summary", "Too long"))
        lead = f.AnActor(Role.LEAD, owner)
        save(lead, tool, lessons="Train the night shift first")

        services.submit(lead, tool.slug, release())

        found = {thread.step.question: thread for thread in threads(tool)}
        assert (found["lessons"].open, found["summary"].open) == (False, True)
        assert [reply.comment for reply in found["lessons"].replies] == ["Answered by revision 2."]
        assert (found["lessons"].missed, found["summary"].missed) == (False, True)

    def test_the_submitter_is_told_which_stay_open_and_may_submit_anyway(self, session, web):
        owner, reviewer = f.AForce(), f.AnActor(Role.REVIEWER)
        tool = sent_back(owner, reviewer, ("lessons", "Which?"), ("summary", "Too long"), ("", "Is it yours?"))
        person = f.APerson((owner, Role.LEAD))
        save(f.actor_of(person), tool, lessons="Train the night shift first")

        page = web.sign_in(person.id).get(f"/tools/{tool.slug}/submit").text

        assert "Too long" in page
        assert "Is it yours?" in page
        assert "Which?" not in page
        assert "Submit for review" in page

    def test_one_is_resolved_with_a_reply_and_reopened_with_a_reason(self, session):
        owner, reviewer = f.AForce(), f.AnActor(Role.REVIEWER)
        tool = sent_back(owner, reviewer, ("summary", "Too long"))
        lead = f.AnActor(Role.LEAD, owner)
        [thread] = threads(tool)

        services.resolve(lead, tool.slug, thread.step.id, "It is the official wording")
        services.submit(lead, tool.slug, release())
        services.reopen(reviewer, tool.slug, thread.step.id, "Shorten it all the same")

        [thread] = threads(tool)
        assert thread.open
        assert not thread.missed
        assert [(reply.verb, reply.comment) for reply in thread.replies] == [
            ("resolve", "It is the official wording"),
            ("reopen", "Shorten it all the same"),
        ]

    def test_a_reopened_one_is_not_answered_by_what_changed_before(self, session):
        owner, reviewer = f.AForce(), f.AnActor(Role.REVIEWER)
        tool = sent_back(owner, reviewer, ("lessons", "Which?"))
        lead = f.AnActor(Role.LEAD, owner)
        save(lead, tool, lessons="Some")
        services.submit(lead, tool.slug, release())
        [thread] = threads(tool)
        services.reopen(reviewer, tool.slug, thread.step.id, "Which ones?")
        services.request_changes(reviewer, tool.slug, "", clock.today())

        services.submit(lead, tool.slug, release())

        assert [thread.open for thread in threads(tool)] == [True]

    def test_a_resolved_one_is_not_resolved_twice_nor_an_open_one_reopened(self, session):
        owner, reviewer = f.AForce(), f.AnActor(Role.REVIEWER)
        tool = sent_back(owner, reviewer, ("summary", "Too long"))
        lead = f.AnActor(Role.LEAD, owner)
        [thread] = threads(tool)
        services.resolve(lead, tool.slug, thread.step.id)

        with pytest.raises(WrongState):
            services.resolve(lead, tool.slug, thread.step.id)
        services.submit(lead, tool.slug, release())
        services.reopen(reviewer, tool.slug, thread.step.id, "No")
        with pytest.raises(WrongState):
            services.reopen(reviewer, tool.slug, thread.step.id, "No")

    def test_one_of_another_record_is_not_known(self, session):
        owner, reviewer = f.AForce(), f.AnActor(Role.REVIEWER)
        tool, other = sent_back(owner, reviewer), sent_back(owner, reviewer, ("summary", "Too long"))

        with pytest.raises(NotFound):
            services.resolve(f.AnActor(Role.LEAD, owner), tool.slug, threads(other)[0].step.id)

    def test_those_of_a_published_round_are_history(self, session):
        owner, reviewer = f.AForce(), f.AnActor(Role.REVIEWER)
        tool = in_review(owner)
        services.comment(reviewer, tool.slug, "A detail", "summary")
        services.publish(reviewer, tool.slug, 1)

        catalogue.start_draft(f.AnActor(Role.LEAD, owner), tool.slug)

        assert threads(tool) == []

    def test_changes_are_requested_without_words_where_a_comment_is_open_alone(self, session):
        tool, reviewer = in_review(), f.AnActor(Role.REVIEWER)

        with pytest.raises(Invalid):
            services.request_changes(reviewer, tool.slug, "", clock.today())
        services.comment(reviewer, tool.slug, "Too long", "summary")
        services.request_changes(reviewer, tool.slug, "", clock.today())

        assert tool.state is ToolState.CHANGES_REQUESTED
