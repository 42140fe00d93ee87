"""A person at a browser, who goes by what the page says."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect


class Person:
    """Reads headings, follows links, fills in labelled fields and presses buttons."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def sign_in(self, email: str, password: str) -> None:
        """Through the sign-in page."""
        self.open("/sign-in")
        self.fill("Email address", email)
        self.fill("Password", password)
        self.press("Sign in")
        expect(self.page.get_by_role("button", name="Sign out")).to_be_visible()

    def open(self, path: str) -> None:
        """Type an address."""
        self.page.goto(path)

    def follow(self, name: str | re.Pattern[str]) -> None:
        """Click a link."""
        self.page.get_by_role("link", name=name).first.click()

    def press(self, name: str | re.Pattern[str]) -> None:
        """Press a button in the page's main part."""
        self.page.get_by_role("main").get_by_role("button", name=name).first.click()

    def fill(self, label: str, text: str) -> None:
        """Write into a field."""
        self.page.get_by_label(label).first.fill(text)

    def choose(self, name: str | re.Pattern[str]) -> None:
        """Tick a box or pick a radio button by its label."""
        self.page.get_by_label(name).first.check()

    def pick(self, label: str, option: str) -> None:
        """Pick from a list."""
        self.page.get_by_label(label).first.select_option(label=option)

    def sees(self, text: str | re.Pattern[str]) -> None:
        """The page says this somewhere that can be seen."""
        expect(self.page.get_by_text(text).first).to_be_visible()

    def does_not_see(self, text: str | re.Pattern[str]) -> None:
        """The page says this nowhere."""
        expect(self.page.get_by_text(text)).to_have_count(0)

    def reads_heading(self, text: str | re.Pattern[str]) -> None:
        """The page's heading."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)

    def picture(self, path: Path) -> None:
        """Keep what the whole page looks like."""
        self.page.screenshot(path=path, full_page=True)
