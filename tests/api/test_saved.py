"""Saved searches over the API are told to whoever saved them, with what they find for them at that moment."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from registry.catalogue.models import Tool
from registry.core import clock
from registry.rules.words import Role, Visibility
from registry.search import services
from tests import factories as f
from tests.api.described import read
from tests.search.conftest import index_home

__all__ = ["index_home"]
MATCHES = "/saved-searches/{search_id}/matches"


@pytest.fixture
def lead(index_home, session, time_machine):
    """Somebody of policing with a saved search that finds one tool that they knew of, a new one, and none that is hidden."""
    today = clock.now()
    time_machine.move_to(today - timedelta(days=2))
    known = f.ATool(name="Marmalade maker")
    time_machine.move_to(today)
    person = f.APerson((f.AForce(), Role.LEAD))
    asks = {"filters": {"visibility": ["policing", "public"]}, "share_code": "shared", "feed_hash": "0" * 64}
    person.search = f.ASavedSearch(person, "marmalade", name="Jam", known=[known.id], **asks)
    f.ATool(name="Marmalade for policing", visibility=Visibility.POLICING)
    f.ATool(name="Marmalade of others", visibility=Visibility.NAMED)
    services.rebuild()
    return person


def matches(web, search: int) -> list[tuple[str, bool]]:
    """What a saved search finds for whoever is signed in."""
    found = read(web, MATCHES, search_id=str(search))
    assert found["total"] == len(found["items"])
    return [(item["tool"]["name"], item["new"]) for item in found["items"]]


class TestOwn:
    def test_are_told_as_they_ask(self, lead, web):
        web.sign_in(lead.id)

        (item,) = read(web, "/saved-searches")["items"]

        assert (item["name"], item["words"], item["filters"]) == (
            "Jam",
            "marmalade",
            {"visibility": ["policing", "public"]},
        )
        assert web.get(item["matches"]).json["total"] == 2
        assert web.get(item["page"]).status_code == 200

    def test_find_what_their_owner_may_read_and_say_what_is_new(self, lead, web):
        web.sign_in(lead.id)

        assert matches(web, lead.search.id) == [("Marmalade for policing", True), ("Marmalade maker", False)]

    def test_are_told_in_pages(self, lead, web):
        web.sign_in(lead.id)

        found = read(web, MATCHES, "page=2&page_size=1", search_id=str(lead.search.id))

        assert [item["tool"]["name"] for item in found["items"]] == ["Marmalade maker"]
        assert (found["total"], found["pages"]) == (2, 2)

    def test_of_what_was_suspended_nothing_is_told_though_the_index_has_it(self, lead, web, session):
        gone = {"suspended_at": clock.now(), "suspension_reason": "A fault"}
        session.execute(update(Tool).where(Tool.visibility == Visibility.POLICING).values(gone))
        session.commit()
        web.sign_in(lead.id)

        assert matches(web, lead.search.id) == [("Marmalade maker", False)]

    def test_wait_while_there_is_no_index(self, index_home, web, session):
        person = f.APerson((f.AForce(), Role.LEAD))
        search = f.ASavedSearch(person, "marmalade")
        web.sign_in(person.id)

        assert read(web, "/saved-searches")["total"] == 1
        assert web.get(f"/api/v1/saved-searches/{search.id}/matches").status_code == 503


class TestOfOthers:
    @pytest.mark.parametrize("role", [None, Role.READER, Role.LEAD, Role.REGISTRAR])
    def test_nothing_is_told(self, lead, web, role):
        if role:
            web.sign_in(f.APerson((f.AForce(), role)).id)

        assert read(web, "/saved-searches")["items"] == []
        assert read(web, "/saved-searches")["total"] == 0
        assert matches(web, lead.search.id) == []

    def test_what_leads_to_one_without_a_password_is_told_to_nobody(self, lead, web):
        web.sign_in(lead.id)

        told = web.get("/api/v1/saved-searches").text

        assert "Jam" in told
        assert "shared" not in told
        assert "0" * 64 not in told


def test_statements_do_not_grow_with_rows(lead, web, count_statements):
    web.sign_in(lead.id)
    paths = ("/api/v1/saved-searches", f"/api/v1/saved-searches/{lead.search.id}/matches")
    with count_statements() as few:
        [web.get(path) for path in paths]
    for number in range(5):
        f.ATool(name=f"Marmalade {number}"), f.ASavedSearch(f.db.session.merge(lead))
    services.rebuild()
    with count_statements() as many:
        [web.get(path) for path in paths]

    assert len(many) <= len(few) + 1  # the reader's force is looked up once for a new index
