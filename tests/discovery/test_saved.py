"""Saved searches: named, one's own, shared as a question and never as an answer."""

import shutil

import pytest
from sqlalchemy import select

from registry.core.db import db
from registry.core.errors import Invalid, NotFound, Unready
from registry.core.events import EventRow
from registry.discovery.models import SavedMatch, SavedSearch
from registry.discovery.queries.saved import MOST, news, saved_searches
from registry.discovery.services import saved as services
from registry.discovery.services.saved import SavedDetails
from registry.rules.words import Frequency, Role, Visibility
from registry.search import services as search
from registry.search.index import reader
from registry.search.queries.asked import Asked
from tests import factories as f

DAILY = SavedDetails(name="Redaction", frequency=Frequency.DAILY)


@pytest.fixture
def lead():
    return f.AnActor(Role.LEAD)


@pytest.fixture(autouse=True)
def shelf(ground):
    f.ATool(name="Redaction desk")
    search.rebuild()


class TestSaving:
    def test_keeps_what_is_asked_and_knows_what_it_finds_now(self, lead):
        saved = services.save_search(lead, Asked("redaction", {"level": ("not-tested",)}, page=4), DAILY)

        assert (saved.text, saved.filters) == ("redaction", {"level": ["not-tested"]})
        assert news(lead, saved) == []

    def test_sent_twice_it_is_kept_once(self, lead):
        first = services.save_search(lead, Asked("redaction"), DAILY)
        second = services.save_search(lead, Asked("Redaction "), DAILY)

        assert first.id == second.id

    def test_the_same_search_under_another_name_says_which_it_is(self, lead):
        services.save_search(lead, Asked("redaction"), DAILY)

        with pytest.raises(Invalid) as refusal:
            services.save_search(lead, Asked("redaction"), SavedDetails(name="Else", frequency=Frequency.NEVER))

        assert "as “Redaction”" in refusal.value.fields["name"]

    @pytest.mark.parametrize("name", ["", "   ", "x" * 121])
    def test_a_name_that_says_nothing_or_too_much_is_refused(self, lead, name):
        with pytest.raises(Invalid) as refusal:
            services.save_search(lead, Asked("redaction"), SavedDetails(name=name, frequency=Frequency.NEVER))

        assert list(refusal.value.fields) == ["name"]

    def test_names_in_every_alphabet_are_kept(self, lead):
        name = "警察 Ẅäřš 🚓" + "é" * 100

        saved = services.save_search(lead, Asked("redaction"), SavedDetails(name=name, frequency=Frequency.NEVER))

        assert saved.name == name

    def test_there_is_a_most_for_each_person(self, lead):
        person = lead.id
        for _number in range(MOST):
            f.save(SavedSearch(**_row(person)))

        with pytest.raises(Invalid, match="Too many"):
            services.save_search(lead, Asked("redaction"), DAILY)

    def test_without_an_index_it_waits(self, lead, index_home):
        shutil.rmtree(index_home)
        reader.forget()

        with pytest.raises(Unready):
            services.save_search(lead, Asked("redaction"), DAILY)

    def test_the_audit_trail_holds_no_words(self, lead):
        services.save_search(lead, Asked("redaction"), DAILY)

        row = db.session.scalars(select(EventRow).order_by(EventRow.id.desc())).first()
        assert row.kind == "saved-search-changed"
        assert "edaction" not in str(row.data)


def _row(person_id):
    number = next(f.numbers)
    return {
        "person_id": person_id,
        "name": f"Saved {number}",
        "text": "",
        "filters": {},
        "sort": "relevance",
        "exact": False,
        "digest": f"{number:064}",
        "frequency": Frequency.NEVER,
        "known": [],
        "saved_at": f.clock.now(),
    }


class TestOwners:
    def test_another_person_is_told_that_there_is_none(self, lead):
        saved = services.save_search(lead, Asked("redaction"), DAILY)
        other = f.AnActor(Role.LEAD)

        for act in (
            lambda: services.change_search(other, saved.id, DAILY),
            lambda: services.delete_search(other, saved.id),
            lambda: services.share_search(other, saved.id, True),
            lambda: services.open_feed(other, saved.id),
            lambda: services.close_feed(other, saved.id),
        ):
            with pytest.raises(NotFound):
                act()

    def test_lists_ones_own_alone(self, lead):
        services.save_search(lead, Asked("redaction"), DAILY)

        assert saved_searches(lead).total == 1
        assert saved_searches(f.AnActor(Role.REGISTRAR)).total == 0

    def test_deleting_leaves_nothing(self, lead):
        saved = services.save_search(lead, Asked("redaction"), DAILY)
        f.save(SavedMatch(saved_search_id=saved.id, tool_id=f.ATool().id, found_at=f.clock.now(), notice_key="k"))

        services.delete_search(lead, saved.id)

        assert db.session.scalars(select(SavedSearch)).all() == []
        assert db.session.scalars(select(SavedMatch)).all() == []

    def test_mail_that_begins_later_begins_with_what_is_new_then(self, lead):
        quiet = SavedDetails(name="Redaction", frequency=Frequency.NEVER)
        saved = services.save_search(lead, Asked("redaction"), quiet)
        f.ATool(name="Redaction two")
        search.rebuild()

        services.change_search(lead, saved.id, DAILY)

        assert news(lead, saved) == []


class TestSharing:
    def test_the_link_shows_the_question_and_finds_what_its_reader_may_see(self, web, lead):
        f.ATool(name="Redaction secret", visibility=Visibility.POLICING)
        search.rebuild()
        saved = services.save_search(lead, Asked("redaction"), DAILY)
        services.share_search(lead, saved.id, True)

        page = web.get(f"/shared-searches/{saved.share_code}").text
        found = web.get("/search?q=redaction").text

        assert "“redaction”" in page
        assert "secret" not in page + found
        assert 'href="/search?q=redaction"' in page

    def test_taken_back_it_leads_nowhere(self, web, lead):
        saved = services.save_search(lead, Asked("redaction"), DAILY)
        code = services.share_search(lead, saved.id, True).share_code
        services.share_search(lead, saved.id, False)

        assert web.get(f"/shared-searches/{code}").status_code == 404

    def test_markup_in_a_name_stays_text(self, web, lead):
        details = SavedDetails(name="<script>alert(1)</script>", frequency=Frequency.NEVER)
        saved = services.save_search(lead, Asked("<img src=x>"), details)
        services.share_search(lead, saved.id, True)

        page = web.get(f"/shared-searches/{saved.share_code}").text

        assert "<script>alert" not in page
        assert "<img src=x>" not in page


class TestPages:
    @pytest.fixture
    def member(self, web):
        return web.sign_in(f.APerson((f.AForce(), Role.READER)).id)

    def test_a_search_is_saved_from_its_results_and_listed_with_what_it_finds(self, member):
        assert 'href="/saved-searches/new?q=redaction"' in member.get("/search?q=redaction").text

        answer = member.post("/saved-searches/new?q=redaction", {"name": "Mine", "frequency": "weekly"})
        page = member.get("/saved-searches").text

        assert answer.status_code == 302
        assert "Mine" in page
        assert "Search now (finds 1 tool)" in page
        assert "Mail at most once a week" in page

    def test_without_a_name_it_comes_back_with_the_message_at_the_field(self, member):
        answer = member.post("/saved-searches/new?q=redaction", {"name": "", "frequency": "weekly"})

        assert answer.status_code == 422
        assert "Give the search a name" in answer.text

    @pytest.mark.parametrize("frequency", ["hourly", ""])
    def test_a_frequency_that_there_is_not_is_refused(self, member, frequency):
        answer = member.post("/saved-searches/new?q=redaction", {"name": "Mine", "frequency": frequency})

        assert answer.status_code == 422
        assert db.session.scalars(select(SavedSearch)).all() == []

    def test_a_visitor_is_asked_to_sign_in_and_comes_back(self, web):
        answer = web.get("/saved-searches/new?q=redaction")

        assert answer.location == "/sign-in?next=/saved-searches/new?q%3Dredaction"

    def test_the_page_of_one_costs_the_same_whatever_it_finds(self, member, count_statements):
        member.post("/saved-searches/new?q=redaction", {"name": "Mine", "frequency": "weekly"})
        with count_statements() as few:
            member.get("/saved-searches")
        for _number in range(3):
            f.ATool(name="Redaction more")
        search.rebuild()
        member.get("/saved-searches")  # the new index looks up the reader's force once
        with count_statements() as many:
            member.get("/saved-searches")

        assert len(many) == len(few)
