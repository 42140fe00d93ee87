"""What was searched for in vain: counted without anybody's name, shown to those who can do something about it."""

import time
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.engine import Connection

from registry.core import clock
from registry.core.commands import transaction
from registry.core.db import BUSY_MILLISECONDS, db
from registry.core.errors import NotAllowed
from registry.rules.words import Role, Visibility
from registry.search import services as search
from registry.search.models import UnansweredSearch
from registry.search.queries.unanswered import unanswered
from registry.search.services import unanswered as services
from registry.search.services.unanswered import count, forget_searches
from tests import factories as f
from tests.browser import Browser


def kept() -> list[tuple[str, int, int]]:
    rows = db.session.scalars(select(UnansweredSearch).order_by(UnansweredSearch.id))
    return [(row.words, row.found_none, row.found_few) for row in rows]


def ask(said: str, askers: int) -> None:
    for number in range(askers):
        count(said, f"asker {number}", none=True)


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

    def test_whoever_asks_again_on_the_same_day_is_counted_once(self, web, app):
        for _time in range(3):
            web.get("/search?q=zebra", headers={"User-Agent": "One"})
        web.get("/search?q=zebra", headers={"User-Agent": "Two"})
        web.get("/search?q=zebra", headers={"User-Agent": "Two"}, environ_base={"REMOTE_ADDR": "192.0.2.7"})
        person = f.APerson((f.AForce(), Role.LEAD))
        for _time in range(2):
            Browser(app).sign_in(person.id).get("/search?q=zebra")

        assert kept() == [("zebra", 4, 0)]

    @pytest.mark.parametrize("found_first", [0, 1])
    def test_one_who_found_little_and_then_nothing_is_counted_once(self, found_first):
        count("zebra", "one", none=not found_first)
        count("zebra", "one", none=bool(found_first))

        assert kept() == [("zebra", 1 - found_first, found_first)]

    def test_nothing_that_is_kept_names_who_asked_and_the_hash_is_another_for_other_words(self, web):
        for one in ("zebra", "okapi"):
            web.get(f"/search?q={one}", headers={"User-Agent": "Rare browser"})
        rows = db.session.scalars(select(UnansweredSearch)).all()

        assert "Rare browser" not in str([vars(row) for row in rows])
        assert "127.0.0.1" not in str([vars(row) for row in rows])
        assert len({one for row in rows for one in row.askers}) == len({row.salt for row in rows}) == 2

    def test_those_who_may_follow_the_links_of_the_list_are_not_counted(self, web):
        chair = f.ABoardPerson(f.ABoard(), Role.CHAIR, (f.AForce(), Role.READER))
        for reader in (f.APerson((f.AForce(), Role.REGISTRAR)), chair):
            web.sign_in(reader.id).get("/search?q=zebra")

        assert kept() == []

    def test_a_row_holds_so_many_askers_and_no_more(self, monkeypatch):
        monkeypatch.setattr(services, "MOST_ASKERS", 2)
        ask("zebra", 3)

        assert kept() == [("zebra", 2, 0)]

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
        for one in ("zebra", "okapi"):
            assert web.get(f"/search?q={one}").status_code == 200
        ask("zebra", 1)

        assert kept() == [("zebra", 2, 0)]


class TestList:
    def test_is_the_same_for_boards_and_the_registrar_and_begins_with_three_askers(self):
        ask("zebra", 3)
        ask("okapi", 2)
        for actor in (f.actor_of(f.ABoardPerson(f.ABoard(), Role.CHAIR)), f.AnActor(Role.REGISTRAR)):
            assert [(row.words, row.found_none) for row in unanswered(actor)] == [("zebra", 3)]

    def test_askers_of_different_days_may_be_the_same_and_are_not_added_up(self):
        for days in range(3):
            f.save(UnansweredSearch(day=clock.today() - timedelta(days=days), words="priya sharma", found_none=1))
        ask("zebra", 3)
        f.save(UnansweredSearch(day=clock.today() - timedelta(days=1), words="zebra", found_none=1, found_few=2))

        (row,) = unanswered(f.AnActor(Role.REGISTRAR))

        assert (row.words, row.found_none, row.found_few, row.last_on) == ("zebra", 4, 2, clock.today())

    def test_a_force_lead_sees_nothing(self):
        with pytest.raises(NotAllowed):
            unanswered(f.AnActor(Role.LEAD))

    def test_what_is_older_than_thirty_days_is_not_shown_and_goes(self):
        old = clock.today() - timedelta(days=31)
        f.save(UnansweredSearch(day=old, words="zebra", found_none=9, found_few=0))

        assert unanswered(f.AnActor(Role.REGISTRAR)) == []
        assert forget_searches(clock.today()) == 1
        assert kept() == []

    def test_what_too_few_asked_for_and_who_asked_go_when_the_day_is_over(self):
        ask("zebra", 3)
        ask("priya sharma", 2)
        today = clock.today()

        assert forget_searches(today) == 0
        assert len(kept()) == 2
        assert [forget_searches(today + timedelta(days=1)) for _time in range(2)] == [1, 0]

        (row,) = db.session.scalars(select(UnansweredSearch))
        assert (row.words, row.found_none, row.salt, row.askers) == ("zebra", 3, None, None)

    def test_the_page_escapes_and_links_back_to_the_search(self, web):
        ask("zebra", 3)

        page = web.sign_in(f.APerson((f.AForce(), Role.REGISTRAR)).id).get("/unanswered-searches").text

        assert '<a href="/search?q=zebra">zebra</a>' in page

    def test_a_search_for_what_is_hidden_tells_a_visitor_nothing_of_the_list(self, web):
        f.ATool(name="Quagmire", visibility=Visibility.POLICING)
        search.rebuild()
        web.get("/search?q=quagmire")

        assert web.get("/unanswered-searches").status_code == 302


class TestWaiting:
    def test_a_search_neither_waits_nor_fails_while_another_writes(self, copy, database_kind):
        search.rebuild()
        count("zebra", "one", none=True)
        held = hold(database_kind)
        try:
            begun = time.monotonic()
            answer = Browser(copy).get("/search?q=zebra")
            waited = time.monotonic() - begun
        finally:
            held.rollback()
            held.close()

        assert answer.status_code == 200
        assert waited < BUSY_MILLISECONDS / 1000 / 2
        assert kept() == [("zebra", 1, 0)]
        Browser(copy).get("/search?q=zebra")
        assert kept() == [("zebra", 2, 0)]

    def test_the_next_action_waits_as_long_as_ever(self, copy, database_kind):
        count("zebra", "one", none=True)

        with transaction():
            asked = "PRAGMA busy_timeout" if database_kind == "sqlite" else "SHOW lock_timeout"
            found = db.session.scalar(text(asked))

        assert found in (BUSY_MILLISECONDS, "0")


def hold(kind: str) -> Connection:
    """The lock that a count of the same words needs, held by somebody else."""
    connection = db.engine.connect().execution_options(writes=True)
    if kind == "postgresql":
        connection.execute(text("SELECT * FROM unanswered_search FOR UPDATE"))
    else:
        connection.execute(text("SELECT 1"))
    return connection
