"""Two invented forces become one: shown first, made, read in both eras, confirmed by the new lead, undone."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.acts import in_days
from tests.journeys.conftest import a_copy, entering
from tests.journeys.people import Person
from tests.journeys.test_accessibility import usable_by_everybody

pytestmark = pytest.mark.journey
DIARY = re.compile("^Callback diary")


@pytest.fixture
def person(chromium: Browser, database_kind: str, tmp_path: Path) -> Iterator[Callable[..., Person]]:
    """At a copy of its own: other journeys need their forces as they are."""
    with a_copy(database_kind, tmp_path) as copy:
        accounts = json.loads((copy.folder / "demo-accounts.json").read_text())
        with entering(chromium, copy, accounts, {}) as enter:
            yield enter


def day(days: int) -> str:
    """A day from today, as an address has it."""
    number, month, year = in_days(days).split()
    return f"{year}-{int(month):02}-{int(number):02}"


def forces_of(someone: Person, days: int) -> list[str]:
    """The columns of the example matrix on a day."""
    someone.open(f"/matrix?example=1&on={day(days)}")
    someone.sees(re.compile("As it stood on"))
    usable_by_everybody(someone.page)
    return someone.main.locator("table th[scope=col] span").all_inner_texts()


def looked_at(looker: Person, other: Person) -> None:
    """The page that somebody without scripts is at, as the rules of accessibility see it."""
    looker.open(other.page.url)
    usable_by_everybody(looker.page)


def plans_the_merger(registrar: Person, looker: Person) -> None:
    registrar.open("/my-work")
    registrar.page.get_by_role("link", name="Changes of organisations").click()
    registrar.follow("Record a change")
    registrar.follow("Merge organisations")
    looked_at(looker, registrar)
    registrar.pick("First organisation", re.compile("^Northmarch"))
    registrar.pick("Second organisation", re.compile("^Southvale"))
    registrar.fill("Name of the new organisation", "Marches Police (example)")
    registrar.fill("Its permanent address", "marches")
    registrar.give_day("When did it take effect?", in_days(0))
    registrar.fill("Why?", "An invented order for the journey.")
    registrar.press("See what will move")
    registrar.reads_heading("Check what will move")
    looked_at(looker, registrar)


def test_two_forces_merge_and_the_change_is_undone(person: Callable[..., Person]):
    registrar, lead = person("registrar", script=False), person("lead", "Northmarch", script=False)
    looker = person("registrar")
    plans_the_merger(registrar, looker)
    registrar.sees("Nothing has moved yet.")
    registrar.sees("Held by more than one")
    registrar.follow(re.compile("present adoptions"))
    expect(registrar.main.get_by_role("table")).to_contain_text("Callback diary")

    registrar.press("Make this change")

    registrar.sees("The change is made.")
    looked_at(looker, registrar)
    change = registrar.page.url
    visitor = person()
    assert forces_of(visitor, -1) == ["Northmarch Police (example)"]  # what the other said was recorded today
    assert forces_of(visitor, 0) == ["Marches Police (example)"]
    visitor.open("/organisations/marches")
    visitor.sees(re.compile("Until .*Northmarch.* and .*Southvale"))
    visitor.open("/organisations/northmarch")
    visitor.sees("What it did goes on at")

    lead.open("/my-work")
    lead.sees(re.compile("Marches Police"))
    lead.sees("To confirm")
    lead.open("/organisations/marches")
    lead.main.get_by_label(DIARY).first.check()
    lead.press("Still true")
    lead.sees(re.compile("onfirmed"))

    registrar.open(change)
    registrar.follow("Undo this change")
    registrar.reads_heading("Undo this change")
    looked_at(looker, registrar)
    registrar.fill("Why is it undone?", "It was an exercise.")
    registrar.choose("Northmarch Police (example)", of="Who takes what began or changed since?")
    registrar.press("Undo the change")

    registrar.sees("The change is undone.")
    registrar.sees("Changed since: it stays, look at it")
    looked_at(looker, registrar)
    assert sorted(forces_of(visitor, 0)) == ["Northmarch Police (example)", "Southvale Constabulary (example)"]
    lead.open("/my-work")
    lead.sees(re.compile("Northmarch"))
