"""Every kind of page, wide and narrow: no violation of the accessibility rules, and nothing wider than the screen."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.acts import Enter, a_published_tool, begins, new_name
from tests.journeys.addresses import BY_ROLE, PUBLIC, REFUSED
from tests.journeys.conftest import Copy, entering
from tests.journeys.people import Person

pytestmark = pytest.mark.journey
WIDTHS = (320, 1280)
AXE = Axe().axe_script
# Described is what is wrong alone: to describe all that is well, and to hand it over, takes longest
WRONG = "axe.run({resultTypes: ['violations']}).then(found => found.violations)"
PAGES = [("", address) for address in PUBLIC] + [(role, a) for role, addresses in BY_ROLE.items() for a in addresses]


def usable_by_everybody(page: Page) -> None:
    """No violation, and no scrolling sideways, on a narrow and on a wide screen."""
    page.evaluate(AXE)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert [f"{v['id']}: {v['nodes'][0]['html']}" for v in page.evaluate(WRONG)] == [], width
        widest = page.evaluate("document.documentElement.scrollWidth")
        assert widest <= width, f"{page.url} is {widest} px wide"


def posts(someone: Person, path: str) -> None:
    """Send a form that nobody's page holds."""
    someone.open("/how-to-read")
    with someone.page.expect_navigation():
        someone.page.evaluate(
            "path => { const form = document.createElement('form'); form.method = 'post'; form.action = path;"
            " document.body.append(form); form.submit(); }",
            path,
        )


@pytest.fixture(scope="module")
def looking(
    chromium: Browser, running: Copy, accounts: list[dict[str, str]], sessions: dict[str, Any]
) -> Iterator[Enter]:
    """`looking("lead")` goes from page to page with one browser for each role: what is only looked at stays as it is."""
    with entering(chromium, running, accounts, sessions) as enter:
        yield cache(enter)


@pytest.mark.parametrize(("role", "address"), PAGES)
def test_a_page(looking: Enter, role: str, address: str):
    someone = looking(role)
    answer = someone.open(address)

    assert answer is not None
    assert answer.status == 200
    usable_by_everybody(someone.page)


@pytest.mark.parametrize(("status", "role", "address"), REFUSED)
def test_a_refusal(looking: Enter, status: int, role: str, address: str):
    someone = looking(role)
    answer = someone.open(address)

    assert answer is not None
    assert answer.status == status
    usable_by_everybody(someone.page)


def test_a_form_without_its_token(person: Enter):
    visitor = person()
    posts(visitor, "/sign-in")

    visitor.does_not_see("Sign in with")
    expect(visitor.main.get_by_role("heading", level=1)).to_be_visible()
    usable_by_everybody(visitor.page)


def test_too_many_attempts(person: Enter):
    visitor = person()
    for _attempt in range(6):
        visitor.open("/sign-in")
        visitor.fill("E-mail address", "nobody@northmarch.example")
        visitor.fill("Password", "not the one")
        visitor.press("Sign in")

    visitor.sees("There were too many attempts.")
    usable_by_everybody(visitor.page)


@pytest.mark.parametrize(
    ("role", "address", "button"),
    [
        ("", "/sign-in", "Sign in"),
        ("", "/request-access", "Send request"),
        ("lead", "/register", "Save and continue"),
        ("lead", "/tools/rapid-video-response/adoption?to=live", "Record as live"),
        ("lead", "/tools/rapid-video-response/adoption?to=declined", "Record as declined"),
        ("lead", "/tools/call-summary-helper-example/suspend", "Withdraw from view"),
        ("lead", "/tools/callback-diary-example/ask/southvale", "Send the question"),
        ("lead", "/tools/callback-diary-example/adoption/release", "Set who may read it"),
        ("chair", "/cases/2/decide", "Record the decision"),
        ("chair", "/boards/regional-innovation-board-example/meetings/new", "Plan the meeting"),
        ("reviewer", "/tools/vehicle-check-reminders-example/review/request-changes", "Request changes"),
    ],
)
def test_a_form_that_was_sent_empty(person: Enter, role: str, address: str, button: str):
    someone = person(role)
    someone.open(address)

    someone.press(button)

    expect(someone.page).to_have_title(re.compile("^Error: "))
    summary = someone.main.get_by_role("alert")
    expect(summary).to_contain_text("There is a problem")
    for link in summary.get_by_role("link").all():
        target = someone.page.locator(link.get_attribute("href") or "")
        expect(target).to_have_count(1)
    usable_by_everybody(someone.page)


def test_what_is_withdrawn_from_view(person: Enter):
    address = a_published_tool(person, new_name("Lamp list"))
    lead = person("lead", "Northmarch")
    lead.open(f"{address}/suspend")
    lead.fill("Why", "To be checked.")
    lead.press("Withdraw from view")
    lead.reads_heading("Restore to view")
    usable_by_everybody(lead.page)
    visitor = person()
    visitor.open(address)

    visitor.reads_heading("Withdrawn from view")

    usable_by_everybody(visitor.page)


def test_a_save_that_came_second(person: Enter):
    first, second = person("contributor"), person("lead", "Northmarch")
    address = begins(first, new_name("Two hands"))
    for writer in (first, second):
        writer.open(f"{address}/edit/contact")
    first.fill("Which role answers questions", "Fleet manager")
    first.press("Save and continue")
    first.sees("Contact is saved.")
    second.fill("Which role answers questions", "Workshop manager")
    second.press("Save and continue")

    second.sees("What differs")

    usable_by_everybody(second.page)
