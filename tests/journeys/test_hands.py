"""By keyboard, on a narrow screen, in haste, two at once, and after leaving."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import create_engine, select, update
from sqlalchemy.orm import Session

from registry.catalogue.models import Tool
from registry.core import clock
from registry.replication.models import Adoption
from tests.journeys.acts import Enter, a_published_tool, begins, in_days, new_name, one_line, sends
from tests.journeys.conftest import Copy, found
from tests.journeys.people import Person, both_ways

pytestmark = pytest.mark.journey
MOST_TABS = 80


def tabs_to(page: Page, selector: str) -> None:
    """Press Tab until what is meant has the focus, and can be seen to have it."""
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            expect(page.locator(f"{selector}:focus")).to_be_in_viewport()
            return
    pytest.fail(f"{selector} cannot be reached by Tab")


@both_ways
def test_a_search_by_keyboard_alone(person: Enter, script: bool):
    visitor = person(script=script)
    visitor.open("/")
    visitor.page.keyboard.press("Tab")
    expect(visitor.page.get_by_role("link", name="Skip to main content")).to_be_focused()
    visitor.page.keyboard.press("Enter")
    tabs_to(visitor.page, "#q")

    visitor.page.keyboard.type("redaction")
    visitor.page.keyboard.press("Enter")

    visitor.reads_heading("Search results")
    tabs_to(visitor.page, ".app-hit a")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page).to_have_url(re.compile("/tools/"))


@both_ways
def test_still_true_by_keyboard_alone(person: Enter, running: Copy, accounts: list[dict[str, str]], script: bool):
    name = new_name("Bay list")
    runs_out_soon(running, person("lead", "Northmarch"), a_published_tool(person, name))
    account = found(accounts, "lead", "Northmarch")
    lead = person(script=script)
    keys = lead.page.keyboard
    lead.open("/sign-in")
    tabs_to(lead.page, "#email")
    keys.type(account["email"])
    keys.press("Tab")
    keys.type(account["password"])
    keys.press("Enter")
    expect(lead.page.get_by_role("button", name="Sign out")).to_be_visible()
    lead.open("/organisations/northmarch")

    tabs_to(lead.page, f".app-tick:has-text('{name}') input")
    keys.press("Space")
    tabs_to(lead.page, "main form button[type=submit]")
    keys.press("Enter")

    lead.sees("1 fact is confirmed from today.")
    expect(lead.main.locator(".app-tick").filter(has_text=name)).to_have_count(0)


def runs_out_soon(running: Copy, lead: Person, address: str) -> None:
    """The force states its interest, and months go by until it is to be asked again."""
    sends(lead, f"{address}/adoption?to=interested", {"happened_on": in_days(-170).split(), "visibility": "policing"})
    engine = create_engine(running.environment["DATABASE_URL"])
    with Session(engine) as session:
        known = select(Tool.id).where(Tool.slug == address.rpartition("/")[2]).scalar_subquery()
        soon = update(Adoption).where(Adoption.tool_id == known)
        session.execute(soon.values(expires_on=clock.today() + timedelta(days=10)))
        session.commit()
    engine.dispose()


@pytest.mark.parametrize("path", ["/", "/search?q=101+waits", "/tools/single-online-home", "/matrix", "/boards"])
def test_a_narrow_screen_shows_all_without_scrolling_sideways(person: Enter, path: str):
    visitor = person(width=320)

    visitor.open(path)

    expect(visitor.page.get_by_role("link", name="Sign in", exact=True).first).to_be_in_viewport()
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 320


@both_ways
def test_a_button_pressed_twice_in_haste_makes_one_record(person: Enter, script: bool):
    writer, name = person("contributor", script=script), new_name("Twice")
    writer.open("/register")
    writer.fill("What is it called?", name)
    writer.fill("What does it do, in one line?", one_line(name))

    writer.main.get_by_role("button", name="Save and continue").dblclick(no_wait_after=True)

    writer.reads_heading(name)
    lead = person("lead", "Northmarch", script=script)
    answers = [lead.page.request.get(f"/tools/{slug}/edit").status for slug in slugs(name)]
    assert answers == [200, 404]


def slugs(name: str) -> tuple[str, str]:
    """The address that a record of this name takes, and the one that a second would."""
    slug = name.lower().replace(" ", "-")
    return slug, f"{slug}-2"


@both_ways
def test_of_two_who_write_at_once_the_second_keeps_what_they_typed(person: Enter, script: bool):
    first, second = person("contributor", script=script), person("lead", "Northmarch", script=script)
    address = begins(first, new_name("Two pens"))
    for writer in (first, second):
        writer.open(f"{address}/edit/contact")
    first.fill("Which role answers questions", "Fleet manager")
    first.press("Save and continue")
    first.sees("Contact is saved.")

    second.fill("Which role answers questions", "Workshop manager")
    second.press("Save and continue")

    expect(second.page.get_by_label("Which role answers questions").first).to_have_value("Workshop manager")
    changes = second.main.get_by_role("table", name="What differs")
    expect(changes).to_contain_text("Fleet manager")
    expect(changes).to_contain_text("Workshop manager")
    first.open(f"{address}/edit/contact")
    expect(first.page.get_by_label("Which role answers questions").first).to_have_value("Fleet manager")


@both_ways
def test_the_back_button_shows_nothing_private_after_signing_out(person: Enter, script: bool):
    lead = person("lead", "Northmarch", script=script, afresh=True)
    address = begins(lead, new_name("Only ours"))
    lead.open("/my-work")
    signs_out(lead)

    for _step in range(3):
        lead.page.go_back()

        expect(lead.page.get_by_text("Only ours")).to_have_count(0)
        expect(lead.page.get_by_role("button", name="Sign out")).to_have_count(0)
    lead.open(f"{address}/edit")
    lead.reads_heading("Sign in")


def signs_out(someone: Person) -> None:
    someone.page.get_by_role("button", name="Sign out").click()
    expect(someone.page.get_by_role("link", name="Sign in", exact=True).first).to_be_visible()
