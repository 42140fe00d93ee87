"""What was searched for in vain: counted without anybody's name, shown to those who can do something about it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from registry.core import clock
from registry.core.db import db
from registry.core.errors import NotAllowed
from registry.rules.words import Role, Visibility
from registry.search import services as search
from registry.search.models import UnansweredSearch
from registry.search.queries.unanswered import unanswered
from registry.search.services import unanswered as services
from registry.search.services.unanswered import count, forget_searches
from tests import factories as f


def kept() -> list[tuple[str, int, int]]:
    rows = db.session.scalars(select(UnansweredSearch).order_by(UnansweredSearch.id))
    return [(row.words, row.found_none, row.found_few) for row in rows]


@pytest.fixture
def shelf():
    for number in range(4):
        f.ATool(name=f"Marmalade {number}")
    f.ATool(name="Chutney")
    search.rebuild()


@pytest.mark.usefixtures("shelf")
class TestCounting:
    def test_a_search_without_a_result_is_counted_whoever_asks_and_however_it_is_written(self, web):
        web.get("/search?q=ZEBRA+crossings")
        web.sign_in(f.APerson((f.AForce(), Role.LEAD)).id).get("/search?q=zebra+crossings!")

        assert kept() == [("zebra crossings", 2, 0)]

    def test_one_with_hardly_a_result_is_counted_apart(self, web):
        web.get("/search?q=chutney")

        assert kept() == [("chutney", 0, 1)]

    def test_one_that_is_answered_is_not(self, web):
        web.get("/search?q=marmalade")

        assert kept() == []

    @pytest.mark.parametrize(
        "path", ["/search?q=zebra&level=not-tested", "/search", "/search?q=!!", "/search?q=zebra&page=7"]
    )
    def test_filters_and_empty_searches_are_left_aside(self, web, path):
        web.get(path)

        assert kept() == []

    @pytest.mark.parametrize("text", ["john zebra", "zebra 07700900123", "AB12 3CD", "jo@force.example", "Jane Roe"])
    def test_what_may_be_about_somebody_is_never_written_down(self, web, text):
        web.get("/search", query_string={"q": text})

        assert kept() == []

    def test_a_day_holds_so_many_different_words_and_no_more(self, web, monkeypatch):
        monkeypatch.setattr(services, "MOST_A_DAY", 1)
        for text in ("zebra", "okapi", "zebra"):
            assert web.get(f"/search?q={text}").status_code == 200

        assert kept() == [("zebra", 2, 0)]


class TestList:
    def test_a_board_sees_what_was_asked_often_enough_and_the_registrar_all(self):
        for _time in range(3):
            count("zebra", none=True)
        count("okapi", none=True)
        chair = f.actor_of(f.ABoardPerson(f.ABoard(), Role.CHAIR))

        assert [row.words for row in unanswered(chair)] == ["zebra"]
        assert [row.words for row in unanswered(f.AnActor(Role.REGISTRAR))] == ["zebra", "okapi"]

    def test_a_force_lead_sees_nothing(self):
        with pytest.raises(NotAllowed):
            unanswered(f.AnActor(Role.LEAD))

    def test_what_is_older_than_thirty_days_is_not_shown_and_goes(self):
        old = clock.today() - timedelta(days=31)
        f.save(UnansweredSearch(day=old, words="zebra", found_none=9, found_few=0))

        assert unanswered(f.AnActor(Role.REGISTRAR)) == []
        assert forget_searches(clock.today()) == 1
        assert kept() == []

    def test_the_page_escapes_and_links_back_to_the_search(self, web):
        count("zebra", none=True)

        page = web.sign_in(f.APerson((f.AForce(), Role.REGISTRAR)).id).get("/unanswered-searches").text

        assert '<a href="/search?q=zebra">zebra</a>' in page

    def test_a_search_for_what_is_hidden_tells_a_visitor_nothing_of_the_list(self, web):
        f.ATool(name="Quagmire", visibility=Visibility.POLICING)
        search.rebuild()
        web.get("/search?q=quagmire")

        assert web.get("/unanswered-searches").status_code == 302
