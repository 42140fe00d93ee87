"""Pages that all visitors are sent alike: made once, and anew as soon as anything has changed."""

import zlib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from registry.catalogue.models import Tool
from registry.catalogue.services import suspend
from registry.core import clock
from registry.core.db import db
from registry.rules.words import Role, Visibility
from registry.web.visitors import OF_PAGES, Pages, weight
from tests import factories as f
from tests.browser import Browser


@pytest.fixture
def keeping(app: Flask, session: Session) -> Iterator[None]:
    """An app that keeps pages."""
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, kept_pages_bytes=100_000)
    yield
    app.config["SETTINGS"] = before
    app.extensions.pop(OF_PAGES, None)


@pytest.fixture
def tool(keeping: None) -> Tool:
    """A public tool whose force's lead could withdraw it."""
    owner = f.AForce()
    found = f.ATool(owner, name="Callback diary", visibility=Visibility.PUBLIC)
    found.lead = f.AnActor(Role.LEAD, owner)
    return found


def renamed(tool: Tool) -> None:
    """Change a name behind the register's back: whoever sees the old one was sent a page that was kept."""
    with db.session.get_bind().begin_nested():
        db.session.get_bind().execute(Tool.__table__.update().values(name="Another name"))


class TestAPage:
    def test_is_sent_again_while_nothing_has_changed(self, web, tool, count_statements):
        address = f"/tools/{tool.slug}"
        first = web.get(address)
        renamed(tool)

        with count_statements() as seen:
            second = web.get(address)

        assert second.text == first.text
        assert len(seen) == 1

    def test_is_gone_with_the_request_after_it_was_withdrawn(self, web, tool):
        assert web.get(f"/tools/{tool.slug}").status_code == 200

        suspend(tool.lead, tool.slug, "A name stands in it")

        assert web.get(f"/tools/{tool.slug}").status_code == 410

    def test_is_made_anew_on_the_next_day(self, web, tool, monkeypatch):
        web.get(f"/tools/{tool.slug}")
        renamed(tool)
        tomorrow = clock.today().replace(year=clock.today().year + 1)

        monkeypatch.setattr(clock, "today", lambda: tomorrow)

        assert "Another name" in web.get(f"/tools/{tool.slug}").text

    def test_is_neither_kept_for_nor_sent_to_whoever_is_signed_in(self, app, web, tool):
        member = Browser(app).sign_in(tool.lead.id)
        web.get(f"/tools/{tool.slug}")
        renamed(tool)

        assert "Another name" in member.get(f"/tools/{tool.slug}").text
        assert "Sign out" not in web.get(f"/tools/{tool.slug}").text

    def test_of_another_address_is_another_page(self, web, tool):
        assert web.get("/matrix").text != web.get("/matrix?example=1").text

    def test_that_is_none_is_not_kept(self, web, keeping):
        assert web.get("/tools/later").status_code == 404
        f.ATool(slug="later")

        assert web.get("/tools/later").status_code == 200


class TestRoom:
    def test_what_was_asked_for_longest_ago_makes_room(self):
        pages = Pages(2 * weight("a", zlib.compress(b"a" * 500, 1)))
        for name in ("a", "b", "c"):
            pages.put(name, 1, name.encode() * 500)
            pages.get("a", 1)

        assert (pages.get("a", 1), pages.get("b", 1)) == (b"a" * 500, None)

    def test_an_address_takes_room_as_a_page_does(self):
        pages, long = Pages(20_000), "a" * 8_000
        for name in (f"{long}1", f"{long}2", f"{long}3"):
            pages.put(name, 1, b"page")

        assert [pages.get(f"{long}{number}", 1) for number in (1, 2, 3)] == [None, b"page", b"page"]

    def test_a_page_made_anew_takes_the_room_of_its_earlier_form(self):
        pages = Pages(2 * weight("a", zlib.compress(b"a" * 500, 1)))
        pages.put("b", 1, b"b" * 500)
        for mark in range(9):
            pages.put("a", mark, b"a" * 500)

        assert pages.get("b", 1) == b"b" * 500

    def test_another_mark_is_another_page(self):
        pages = Pages(1_000)
        pages.put("a", 1, b"old")

        assert pages.get("a", 2) is None
