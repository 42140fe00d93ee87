"""A person at a browser, who goes by what the page says."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Response, expect

both_ways = pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
Words = str | re.Pattern[str]


def spoken(name: Words) -> re.Pattern[str]:
    """A name as a screen reader says it: what only it is told stands apart by a space that nobody sees."""
    return name if isinstance(name, re.Pattern) else re.compile(re.escape(name).replace(":", r"\s*:"))


class Person:
    """Reads headings, follows links, fills in labelled fields and presses buttons."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def main(self) -> Locator:
        """What the page is about, without banner and footer."""
        return self.page.get_by_role("main")

    def sign_in(self, email: str, password: str) -> None:
        """Through the sign-in page."""
        self.open("/sign-in")
        self.fill("E-mail address", email)
        self.fill("Password", password)
        self.press("Sign in")
        expect(self.page.get_by_role("button", name="Sign out")).to_be_visible()

    def open(self, path: str) -> Response | None:
        """Type an address."""
        return self.page.goto(path)

    def follow(self, name: Words) -> None:
        """Click a link in the page's main part."""
        self.main.get_by_role("link", name=spoken(name)).first.click()

    def press(self, name: Words) -> None:
        """Press a button in the page's main part."""
        self.main.get_by_role("button", name=spoken(name)).first.click()

    def fill(self, label: str, text: str) -> None:
        """Write into a field."""
        self.main.get_by_label(label).first.fill(text)

    def choose(self, name: Words, of: str = "") -> None:
        """Tick a box or pick a radio button by its label, in the group of that question."""
        place = self.page.get_by_role("group", name=of) if of else self.main
        place.get_by_label(name).first.check()

    def pick(self, label: str, option: str | re.Pattern[str]) -> None:
        """Pick from a list the option that says this."""
        field = self.main.get_by_label(label).first
        field.select_option(value=field.get_by_role("option", name=option).first.get_attribute("value"))

    def give_day(self, question: str, day: str) -> None:
        """Fill in day, month and year of a date; "3 2026" leaves the day out."""
        parts = day.split()
        group = self.page.get_by_role("group", name=question)
        for label, part in zip(("Day", "Month", "Year"), [""] * (3 - len(parts)) + parts, strict=True):
            group.get_by_label(label).fill(part)

    def sees(self, text: Words) -> None:
        """The page says this somewhere that can be seen."""
        expect(self.page.get_by_text(text).filter(visible=True).first).to_be_visible()

    def does_not_see(self, text: Words) -> None:
        """The page says this nowhere."""
        expect(self.page.get_by_text(text)).to_have_count(0)

    def reads_heading(self, text: Words) -> None:
        """The page's heading."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)

    def picture(self, path: Path) -> None:
        """Keep what the whole page looks like."""
        self.page.screenshot(path=path, full_page=True)
