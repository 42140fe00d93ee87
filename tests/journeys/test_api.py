"""Read over the API: described, paged, uniform in its errors, and nothing hidden in it."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.acts import Enter, answers_everything, begins, new_name, publishes, submits

pytestmark = pytest.mark.journey
RESOURCES = ("tools", "organisations", "adoptions", "measures", "standards", "boards")


def read(someone: Any, path: str) -> Any:
    answer = someone.page.request.get(path)
    assert answer.status == 200, path
    return answer.json()


def test_the_description_names_every_resource_and_each_answers(person: Enter):
    visitor = person()

    described = read(visitor, "/api/v1/openapi.json")

    assert described["openapi"].startswith("3.1")
    for resource in RESOURCES:
        assert f"/api/v1/{resource}" in described["paths"]
        assert read(visitor, f"/api/v1/{resource}")["items"], resource


def test_an_error_is_a_problem_document(person: Enter):
    answer = person().page.request.get("/api/v1/tools/no-such-tool")

    assert answer.status == 404
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["status"] == 404


def test_the_page_about_the_api_leads_to_its_description(person: Enter):
    visitor = person()
    visitor.open("/")
    visitor.page.get_by_role("contentinfo").get_by_role("link", name="API").click()

    link = visitor.main.get_by_role("link", name="openapi.json").first

    expect(link).to_have_attribute("href", "/api/v1/openapi.json")


def test_a_record_for_policing_is_read_by_members_and_by_nobody_else(person: Enter):
    lead, name = person("lead", "Northmarch"), new_name("Cell check")
    address = begins(lead, name)
    answers_everything(lead, visibility="Policing")
    submits(lead, address)
    publishes(person("reviewer"), address)
    slug = address.rpartition("/")[2]

    seen_by = {
        role: person(role).page.request.get(f"/api/v1/tools/{slug}").status for role in ("", "reviewer", "secretary")
    }

    assert seen_by == {"": 404, "reviewer": 200, "secretary": 200}
    visitor = person()
    assert slug not in [item["slug"] for item in every(visitor, "/api/v1/tools")]
    answer = visitor.open(address)
    assert answer is not None
    assert answer.status == 404


def every(someone: Any, path: str) -> list[Any]:
    """All pages of a list."""
    found: list[Any] = []
    number = 1
    while True:
        page = read(someone, f"{path}?page={number}&page_size=100")
        found += page["items"]
        if number >= page["pages"]:
            return found
        number += 1
