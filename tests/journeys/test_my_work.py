"""My work: what waits for each role, with a first button that leads there."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.acts import Enter
from tests.journeys.people import both_ways

pytestmark = pytest.mark.journey
ROLES = {
    "lead": ("What is due", "Confirm"),
    "contributor": ("Your drafts", "Continue"),
    "assurer": ("Waiting for you", "Oldest"),
    "reviewer": ("Review queue", "Oldest"),
    "chair": ("Proposed agenda", "Open the first"),
    "secretary": ("Next steps for the next meeting", "Next step"),
    "registrar": ("Requests and disputes", "Oldest"),
}


@both_ways
@pytest.mark.parametrize("role", ROLES)
def test_each_role_sees_its_work_and_its_first_button_leads_there(person: Enter, role: str, script: bool):
    heading, button = ROLES[role]
    someone = person(role, script=script)
    someone.open("/my-work")
    someone.reads_heading("My work")
    section = someone.main.get_by_role("region", name=heading)
    first = section.get_by_role("link", name=re.compile(f"^{button}"))

    with someone.page.expect_navigation() as led:
        first.first.click()

    assert led.value.status == 200
    expect(someone.page).not_to_have_url(re.compile("/my-work$"))


@both_ways
def test_a_visitor_is_asked_to_sign_in_and_comes_back(person: Enter, accounts: list[dict[str, str]], script: bool):
    visitor = person(script=script)
    visitor.open("/my-work")
    visitor.reads_heading("Sign in")
    account = next(a for a in accounts if a["role"].lower() == "reviewer")

    visitor.fill("E-mail address", account["email"])
    visitor.fill("Password", account["password"])
    visitor.press("Sign in")

    visitor.reads_heading("My work")


@pytest.mark.parametrize(
    "path",
    ["/my-work", "/enquiries/1", "/tools/callback-diary-example/adoption/release", "/organisations/northmarch/people"],
)
def test_what_belongs_to_an_invented_force_says_so(person: Enter, path: str):
    lead = person("lead", "Northmarch")

    lead.open(path)

    expect(lead.page.get_by_role("region", name="Example data")).to_be_visible()
