"""The page of what is due, signed in and by link."""

import re

import pytest
from sqlalchemy import func, select

from registry.accounts.models import FailedSignIn
from registry.core import clock
from registry.core.events import EventRow
from registry.freshness.models import DueLink, DueLinkKey
from registry.freshness.queries.due import due
from registry.freshness.services import make_link, new_key, restrict_links
from registry.replication.models import StageEvent
from registry.rules.words import Role, Standing, Visibility
from tests import factories as f
from tests.freshness.facts import a_query, an_adoption
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

        assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in?next=/due")  # without the secret
        assert answer.headers["Referrer-Policy"] == "no-referrer"

    def test_shows_what_is_queried_since_and_confirms_it_by_no_tick(self, web, session, sent):
        a_query(sent.adoption)

        page = web.get(sent.path).text
        refused = web.post(sent.path, {"due": sent.keys})

        assert "Read and answer the query" in page
        assert f'value="adoption:{sent.adoption.id}:' not in page
        assert f'value="claim:{sent.claim.id}:' in page
        assert refused.status_code == 409
        assert (fresh(sent.adoption).revision, fresh(sent.claim).confirmed_on, fresh(sent.link).used_at) == (
            1,
            None,
            None,
        )
        assert web.post(sent.path, {"due": [key for key in sent.keys if key.startswith("claim")]}).status_code == 200

    def test_with_nothing_left_to_tick_offers_no_button(self, web, session, sent):
        withdrawn = sent.claim
        withdrawn.withdrawn_at = clock.now()
        link = make_link(sent.person.id, due(sent.lead, frozenset({sent.force.id})))
        path = f"/due/link?key={new_key(link.id)}"
        a_query(sent.adoption)

        page = web.get(path).text

        assert "There is nothing to confirm by a tick." in page
        assert 'name="due"' not in page

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

    def test_shows_what_is_disputed_with_what_to_do_and_confirms_it_by_no_tick(self, web, session, sent):
        disputed = an_adoption(sent.force, standing=Standing.DISPUTED)
        a_query(sent.adoption)
        web.sign_in(sent.person.id)

        page = web.get("/due").text
        answers = [web.post("/due", {"due": f"adoption:{row.id}:1"}) for row in (disputed, sent.adoption)]

        assert "The registrar settles it." in page
        assert "Read and answer the query" in page
        assert 'name="due" value="adoption' not in page
        assert [answer.status_code for answer in answers] == [409, 409]
        assert [fresh(row).revision for row in (disputed, sent.adoption)] == [1, 1]
        assert fresh(disputed).standing is Standing.DISPUTED

    def test_the_force_reads_it_on_its_page_and_nobody_else_does(self, web, session, sent):
        a_query(sent.adoption)
        path = f"/organisations/{sent.force.slug}"

        web.sign_in(f.APerson((sent.force, Role.READER)).id)
        own = web.get(path).text
        web.sign_in(f.APerson((f.AForce(), Role.LEAD)).id)
        others = web.get(path).text

        assert "Read the query" in own
        assert "queried on" in own
        assert "queried" not in others

    def test_is_empty_for_those_who_lead_nothing(self, web, session, sent):
        web.sign_in(f.APerson((sent.force, Role.READER)).id)

        assert "Nothing is due in the next 60 days." in web.get("/due").text

    def test_the_lead_sets_whether_the_link_asks_for_a_sign_in(self, web, session, sent):
        web.sign_in(sent.person.id)

        web.post(f"/organisations/{sent.force.slug}/monthly-link", {"needs_sign_in": "y"})

        assert fresh(sent.force).link_needs_sign_in is not None

    def test_what_changed_meanwhile_is_said_above_what_is_due_now(self, web, session, sent):
        web.sign_in(sent.person.id)
        web.post("/due", {"due": sent.keys[:1]})

        stale = web.post("/due", {"due": sent.keys[:1]})

        assert stale.status_code == 409
        assert "Below is what is due now: look, and tick again." in stale.text
        assert f'value="{sent.keys[1]}"' in stale.text
        assert "Sign in" not in stale.text

    def test_what_a_source_reports_is_asked_apart_of_its_lead_alone(self, web, session, sent):
        named = f.ATool(name="Reported tool")
        f.AnAdoption(named, sent.force, standing=Standing.REPORTED)
        hidden = f.ATool(name="Hidden tool", visibility=Visibility.NAMED)
        f.AnAdoption(hidden, sent.force, standing=Standing.REPORTED)
        f.AnAdoption(f.ATool(name="Tool of others"), f.AForce(), standing=Standing.REPORTED)
        link = f'href="/tools/{named.slug}/adoption?organisation={sent.force.slug}"'
        pages = ("/due", "/my-work", f"/organisations/{sent.force.slug}")

        web.sign_in(sent.person.id)
        for path in pages:
            page = web.get(path).text
            assert "Reported by a source: is it so?" in page, path
            assert link in page, path
            asked = page[page.index("Reported by a source: is it so?") :]
            assert "Hidden tool" not in asked, path
            if path != pages[2]:
                assert "Tool of others" not in page, path
        web.sign_in(f.APerson((sent.force, Role.CONTRIBUTOR)).id)
        assert link not in "".join(web.get(path).text for path in pages)

    def test_a_force_of_which_only_sources_report_is_not_told_that_nothing_is_due(self, web, session):
        force = f.AForce()
        for _number in range(3):
            f.AnAdoption(organisation=force, standing=Standing.REPORTED)
        web.sign_in(f.APerson((force, Role.LEAD)).id)

        for path in ("/due", "/my-work", f"/organisations/{force.slug}"):
            page = web.get(path).text
            assert "Nothing is due" not in page, path
            assert "Reported by a source: is it so?" in page, path
        assert "Reported by a source: is it so? (3)" in web.get("/my-work").text
