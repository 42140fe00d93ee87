"""Feeds in Atom: public ones hold public records, private ones what their owner may see at this moment."""

from xml.etree import ElementTree

import pytest
from sqlalchemy import select

from registry.accounts.models import Membership
from registry.accounts.services.account import close_account
from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.logs import mask
from registry.discovery.services import saved as services
from registry.rules.words import Role, Visibility
from registry.search import services as search
from tests import factories as f

ATOM = "{http://www.w3.org/2005/Atom}"


def parsed(answer):
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.data)  # noqa: S314  our own text


def titles(answer) -> list[str]:
    return [entry.findtext(f"{ATOM}title") for entry in parsed(answer).iter(f"{ATOM}entry")]


def on_shelf() -> None:
    f.ATool(name="Marmalade & <toast>")
    f.ATool(name="Marmalade secret", visibility=Visibility.POLICING)
    search.rebuild()


class TestPublic:
    def test_is_atom_with_all_that_it_asks_for(self, web):
        on_shelf()

        feed = parsed(web.get("/search/feed?q=marmalade"))

        for name in ("id", "title", "updated"):
            assert feed.findtext(f"{ATOM}{name}")
        assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Policing Innovation Registry"
        links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
        assert links["self"] == "http://localhost/search/feed?q=marmalade"
        (entry,) = feed.findall(f"{ATOM}entry")
        for name in ("id", "title", "updated", "summary"):
            assert entry.findtext(f"{ATOM}{name}")
        assert entry.findtext(f"{ATOM}title") == "Marmalade & <toast>"
        assert entry.findtext(f"{ATOM}updated").endswith("+00:00")

    def test_names_things_alike_at_each_look(self, web):
        on_shelf()
        path = "/search/feed?q=marmalade"

        first, second = web.get(path).data, web.get(path).data

        assert first == second

    def test_holds_public_records_alone_whoever_asks(self, web):
        on_shelf()
        web.sign_in(f.APerson((f.AForce(), Role.REGISTRAR)).id)

        answer = web.get("/search/feed?q=marmalade")

        assert titles(answer) == ["Marmalade & <toast>"]
        assert answer.headers["Cache-Control"] == "private, no-store"

    def test_may_be_kept_by_all_who_ask_again_each_time(self, web):
        on_shelf()
        path = "/search/feed?q=marmalade"

        first = web.get(path)
        again = web.get(path, headers={"If-None-Match": first.headers["ETag"]})

        assert first.headers["Cache-Control"] == again.headers["Cache-Control"] == "public, no-cache"
        assert (again.status_code, again.data) == (304, b"")

    def test_what_was_kept_of_a_suspended_record_is_not_confirmed(self, web, session):
        on_shelf()
        path = "/search/feed?q=marmalade"
        kept = web.get(path).headers["ETag"]
        tool = session.scalars(select(Tool).where(Tool.visibility == Visibility.PUBLIC)).one()
        tool.suspended_at, tool.suspension_reason = clock.now(), "For the test"
        session.commit()

        assert titles(web.get(path, headers={"If-None-Match": kept})) == []

    def test_an_empty_one_is_a_feed_too(self, web):
        search.rebuild()

        assert titles(web.get("/search/feed?q=nothing+here")) == []

    def test_words_with_control_characters_make_no_broken_feed(self, web):
        search.rebuild()

        parsed(web.get("/search/feed", query_string={"q": "a\x01\x0b\ufffe<b>&\x7f"}))

    def test_a_suspended_record_is_gone_at_once(self, web, session):
        on_shelf()
        tool = session.scalars(select(Tool).where(Tool.visibility == Visibility.PUBLIC)).one()
        tool.suspended_at, tool.suspension_reason = clock.now(), "For the test"
        session.commit()

        assert titles(web.get("/search/feed?q=marmalade")) == []

    def test_waits_for_the_index(self, web):
        assert web.get("/search/feed?q=marmalade").status_code == 503


class TestPrivate:
    @pytest.fixture
    def owner(self):
        return f.APerson((f.AForce(), Role.READER))

    @pytest.fixture
    def opened(self, owner):
        on_shelf()
        saved = f.ASavedSearch(owner, "marmalade", name="Jam & “toast”")
        return saved, services.open_feed(f.actor_of(owner), saved.id)

    def address(self, opened) -> str:
        saved, token = opened
        return f"/saved-searches/{saved.id}/feed?key={token}"

    def test_shows_what_its_owner_may_see_without_a_session_and_is_not_kept(self, web, opened):
        answer = web.get(self.address(opened))

        assert sorted(titles(answer)) == ["Marmalade & <toast>", "Marmalade secret"]
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert parsed(answer).findtext(f"{ATOM}title") == "Jam & “toast”"

    def test_only_a_hash_of_the_token_is_kept_and_logs_hide_it(self, opened):
        saved, token = opened

        assert token not in str(vars(saved))
        assert len(token) >= 43
        assert token not in str(mask(None, "", {"event": "x", "path": self.address(opened)}))

    @pytest.mark.parametrize("token", ["", "wrong", "é"])
    def test_another_key_opens_nothing(self, web, opened, token):
        assert web.get(f"/saved-searches/{opened[0].id}/feed", query_string={"key": token}).status_code == 404

    def test_the_token_of_one_search_opens_no_other(self, web, owner, opened):
        other = f.ASavedSearch(owner, "marmalade")
        services.open_feed(f.actor_of(owner), other.id)

        assert web.get(f"/saved-searches/{other.id}/feed?key={opened[1]}").status_code == 404

    def test_closed_opened_anew_or_deleted_it_answers_no_more(self, web, owner, opened):
        actor, (saved, _token) = f.actor_of(owner), opened
        services.open_feed(actor, saved.id)
        assert web.get(self.address(opened)).status_code == 404

        again = (saved, services.open_feed(actor, saved.id))
        services.close_feed(actor, saved.id)
        assert web.get(self.address(again)).status_code == 404

        last = (saved, services.open_feed(actor, saved.id))
        path = self.address(last)
        services.delete_search(actor, saved.id)
        assert web.get(path).status_code == 404

    def test_it_ends_with_the_membership(self, web, session, owner, opened):
        session.scalars(select(Membership).where(Membership.person_id == owner.id)).one().ended_at = clock.now()
        session.commit()

        assert web.get(self.address(opened)).status_code == 404

    def test_it_ends_with_the_account(self, web, owner, opened):
        close_account(owner.email)

        assert web.get(self.address(opened)).status_code == 404

    def test_it_shows_less_once_its_owner_may_see_less(self, web, session, opened):
        for tool in session.scalars(select(Tool).where(Tool.visibility == Visibility.POLICING)):
            tool.suspended_at, tool.suspension_reason = clock.now(), "For the test"
        session.commit()

        assert titles(web.get(self.address(opened))) == ["Marmalade & <toast>"]

    def test_its_page_shows_the_address_once(self, web, owner):
        saved = f.ASavedSearch(owner, "marmalade")
        search.rebuild()
        web.sign_in(owner.id)

        shown = web.post(f"/saved-searches/{saved.id}/feed/open").text
        later = web.get(f"/saved-searches/{saved.id}").text

        assert "feed?key=" in shown
        assert "feed?key=" not in later
