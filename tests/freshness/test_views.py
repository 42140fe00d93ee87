"""The page of what is due, signed in and by link."""

import re

import pytest
from sqlalchemy import func, select

from registry.accounts.models import FailedSignIn
from registry.core.events import EventRow
from registry.freshness.models import DueLink, DueLinkKey
from registry.freshness.queries.due import due
from registry.freshness.services import restrict_links
from registry.replication.models import StageEvent
from registry.rules.words import Role
from tests import factories as f
from tests.freshness.sent import Sent, fresh

TABLES = (EventRow, DueLink, DueLinkKey, FailedSignIn, StageEvent)


@pytest.fixture
def sent(session):
    return Sent()


def counted(session):
    return [session.scalar(select(func.count()).select_from(table)) for table in TABLES]


class TestLinkPage:
    def test_scanners_may_look_as_often_as_they_like(self, web, session, sent):
        before = counted(session)

        answers = [web.get(sent.path) for _number in range(4)] + [web.client.head(sent.path) for _number in range(4)]

        assert {answer.status_code for answer in answers} == {200}
        assert counted(session) == before
        assert fresh(sent.adoption).revision == 1
        assert web.post(sent.path, {"due": sent.keys}).status_code == 200

    def test_is_passed_on_to_nobody_and_kept_nowhere(self, web, session, sent):
        for path in (sent.path, "/due/link?key=wrong"):
            answer = web.get(path)
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert answer.headers["Cache-Control"] == "no-store"

    def test_shows_name_force_stage_and_date_and_no_more(self, web, session, sent):
        page = web.get(sent.path).text

        assert sent.force.name in page
        assert "Live" in page
        assert "Wait on 101" not in page
        assert sent.person.email not in page
        assert not re.search(r"<input[^>]*checked", page)

    def test_confirms_on_post_without_a_session_and_once(self, web, session, sent):
        done = web.post(sent.path, {"due": sent.keys})
        again = web.post(sent.path, {"due": sent.keys})

        assert (done.status_code, again.status_code) == (200, 404)
        assert fresh(sent.adoption).revision == 2

    def test_with_nothing_ticked_says_so_beside_the_list(self, web, session, sent):
        answer = web.post(sent.path, {})

        assert answer.status_code == 422
        assert "Tick what has not changed" in answer.text

    def test_leads_to_the_sign_in_where_the_force_asks_for_it(self, web, session, sent):
        restrict_links(sent.lead, sent.force.slug, True)

        answer = web.get(sent.path)

        assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/sign-in")

    def test_takes_no_more_statements_for_more_facts(self, web, session, count_statements):
        few, many = Sent(), Sent(more=5)
        with count_statements() as seen:
            web.get(few.path)
        number = len(seen)

        with count_statements() as seen:
            web.get(many.path)

        assert len(seen) == number


class TestDuePage:
    def test_confirms_what_is_ticked(self, web, session, sent):
        web.sign_in(sent.person.id)

        web.post("/due", {"due": sent.keys[:1], "organisation": sent.force.slug})

        assert [fact.key for fact in due(sent.lead, frozenset({sent.force.id}))] == sent.keys[1:]

    def test_is_empty_for_those_who_lead_nothing(self, web, session, sent):
        web.sign_in(f.APerson((sent.force, Role.READER)).id)

        assert "Nothing is due in the next 60 days." in web.get("/due").text

    def test_the_lead_sets_whether_the_link_asks_for_a_sign_in(self, web, session, sent):
        web.sign_in(sent.person.id)

        web.post(f"/organisations/{sent.force.slug}/monthly-link", {"needs_sign_in": "y"})

        assert fresh(sent.force).link_needs_sign_in is not None
