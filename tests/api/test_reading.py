"""How the API is read: pages, links, refusals, what may be kept."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from registry.rules.words import Role
from tests import factories as f
from tests.api.records import a_measure
from tests.browser import Browser

PROBLEM = "application/problem+json"
LISTS = ("tools", "organisations", "adoptions", "measures", "standards", "boards")


def links(response) -> dict[str, str]:
    pairs = [part.split(">; rel=") for part in response.headers["Link"].split(", <")]
    return {name.strip('"'): address.lstrip("<") for address, name in pairs}


class TestPages:
    def test_a_page_says_where_it_stands(self, web: Browser):
        for _ in range(3):
            a_measure()

        page = web.get("/api/v1/measures?page=2&page_size=2").json

        assert {key: page[key] for key in ("page", "page_size", "pages", "total")} == {
            "page": 2,
            "page_size": 2,
            "pages": 2,
            "total": 3,
        }
        assert len(page["items"]) == 1

    def test_links_lead_to_the_pages_around(self, web: Browser):
        for _ in range(3):
            a_measure()

        found = links(web.get("/api/v1/measures?page=2&page_size=1"))

        assert {name: web.get(address).json["page"] for name, address in found.items()} == {
            "first": 1,
            "prev": 1,
            "next": 3,
            "last": 3,
        }

    def test_the_first_page_has_none_before_it_and_the_last_none_after(self, web: Browser):
        a_measure()

        assert sorted(links(web.get("/api/v1/measures"))) == ["first", "last"]

    def test_links_keep_the_filters(self, web: Browser):
        found = links(web.get("/api/v1/adoptions?stage=live&stage=piloting&tool=some"))

        assert found["first"].count("stage=") == 2
        assert "tool=some" in found["first"]

    def test_walking_the_pages_meets_each_once(self, web: Browser):
        made = {a_measure().code for _ in range(7)}

        address, met = "/api/v1/measures?page_size=3", []
        while address:
            response = web.get(address)
            met += [item["code"] for item in response.json["items"]]
            address = links(response).get("next")

        assert (sorted(met), len(met)) == (sorted(made), 7)

    def test_a_page_after_the_last_is_empty_and_leads_back(self, web: Browser):
        a_measure()

        response = web.get("/api/v1/measures?page=9")

        assert response.json["items"] == []
        assert links(response)["prev"].endswith("page=1&page_size=20")


class TestRefusals:
    @pytest.mark.parametrize("name", LISTS)
    def test_an_unknown_parameter_is_named(self, web: Browser, name: str):
        response = web.get(f"/api/v1/{name}?colour=red")

        assert (response.status_code, response.mimetype) == (422, PROBLEM)
        assert list(response.json["errors"]) == ["colour"]

    @pytest.mark.parametrize(
        ("asked", "wrong"),
        [
            ("measures?page=0", "page"),
            ("measures?page=many", "page"),
            ("measures?page_size=101", "page_size"),
            ("organisations?kind=club", "kind"),
            ("organisations?on=yesterday", "on"),
            ("adoptions?stage=live&stage=sold", "stage"),
            ("adoptions?standing=proven", "standing"),
            ("tools?published_since=2026-01-01", "published_since"),
            ("tools?owner=", "owner"),
        ],
    )
    def test_a_wrong_value_is_named(self, web: Browser, asked: str, wrong: str):
        response = web.get(f"/api/v1/{asked}")

        assert (response.status_code, list(response.json["errors"])) == (422, [wrong])

    def test_one_thing_takes_no_parameters(self, web: Browser):
        response = web.get(f"/api/v1/measures/{a_measure().code}?page=1")

        assert (response.status_code, list(response.json["errors"])) == (422, ["page"])

    @pytest.mark.parametrize(
        "path",
        [
            "tools/none",
            "organisations/none",
            "measures/none",
            "standards/none",
            "boards/none",
            "boards/none/decisions",
            "nothing",
            "tools/a/b",
        ],
    )
    def test_what_is_not_there_is_a_problem_too(self, web: Browser, path: str):
        response = web.get(f"/api/v1/{path}")

        assert (response.status_code, response.mimetype, response.json["status"]) == (404, PROBLEM, 404)

    def test_an_unknown_version_is_a_problem_too(self, web: Browser):
        assert (web.get("/api/v2/tools").status_code, web.get("/api/").mimetype) == (404, PROBLEM)

    @pytest.mark.parametrize("name", LISTS)
    def test_nothing_can_be_changed(self, web: Browser, name: str):
        response = web.client.put(f"/api/v1/{name}", headers={"X-CSRFToken": web.token()})

        assert (response.status_code, response.mimetype) == (405, PROBLEM)
        assert "GET" in response.headers["Allow"]

    @pytest.mark.parametrize("path", ["tools/%00", "measures/a%00b", "tools?owner=%00", "adoptions?tool=a%00"])
    def test_a_null_character_is_refused_and_breaks_nothing(self, web: Browser, path: str):
        response = web.get(f"/api/v1/{path}")

        assert (response.status_code, response.mimetype) == (400, PROBLEM)

    def test_asking_too_often_is_answered_with_how_long_to_wait(self, app: Flask, web: Browser):
        app.config["API_PER_MINUTE"] = 2
        answers = [web.get("/api/v1/boards") for _ in range(3)]

        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert (answers[2].mimetype, answers[2].headers["Retry-After"]) == (PROBLEM, "60")


class TestKeeping:
    def test_a_public_answer_may_be_kept_for_a_minute(self, web: Browser):
        headers = web.get("/api/v1/measures").headers

        assert (headers["Cache-Control"], headers["Vary"]) == ("public, no-cache", "Cookie")

    def test_what_is_held_already_is_not_sent_again(self, web: Browser):
        held = web.get("/api/v1/measures").headers["ETag"]

        response = web.get("/api/v1/measures", headers={"If-None-Match": held})

        assert (response.status_code, response.data) == (304, b"")

    def test_a_changed_answer_is_sent_again(self, web: Browser):
        held = web.get("/api/v1/measures").headers["ETag"]
        a_measure()

        assert web.get("/api/v1/measures", headers={"If-None-Match": held}).status_code == 200

    def test_nobody_keeps_what_a_signed_in_person_reads(self, web: Browser):
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)

        headers = web.get("/api/v1/tools").headers

        assert (headers["Cache-Control"], "ETag" in headers) == ("private, no-store", False)

    def test_nobody_keeps_a_refusal(self, web: Browser):
        assert web.get("/api/v1/tools/none").headers["Cache-Control"] == "private, no-store"

    def test_no_other_site_may_read_it(self, web: Browser):
        headers = web.get("/api/v1/tools", headers={"Origin": "https://elsewhere.example"}).headers

        assert "Access-Control-Allow-Origin" not in headers

    def test_no_cookie_is_set(self, web: Browser):
        assert "Set-Cookie" not in web.get("/api/v1/tools").headers


class TestDocumentation:
    def test_the_page_lists_every_address(self, web: Browser, session: Session):
        page = web.get("/api/v1/docs").text

        paths = web.get("/api/v1/openapi.json").json["paths"]
        assert [path for path in paths if f"GET {path}<" not in page] == []

    def test_the_page_loads_nothing_from_elsewhere(self, web: Browser):
        page = web.get("/api/v1/docs").text

        assert "//" not in "".join(part.split('"')[0] for part in page.split('src="')[1:])
