"""Writing in peace: what is typed is there again after the browser was killed, and twelve answers take one sitting."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.acts import Enter, answers_everything, begins, new_name
from tests.journeys.people import Person

pytestmark = pytest.mark.journey

TYPED = {
    "Cost to set it up, in pounds": "12 thousand",  # not good yet, and kept all the same
    "Cost to set it up, in words": "Three weeks of one analyst",
    "Cost a year, in pounds": "4500",
    "In prices of which year?": "2026",
}


def test_every_typed_field_is_there_after_the_browser_was_killed(person: Enter):
    writer = person("contributor")
    address = begins(writer, new_name("Rest notes"))
    writer.open(f"{address}/edit/costs")
    for label, text in TYPED.items():
        writer.fill(label, text)
    writer.choose("Each device or vehicle", of="What is the yearly cost charged by?")
    expect(writer.page.get_by_role("status").filter(has_text="Typed text kept at")).to_be_visible()
    writer.open(f"{address}/edit/funding")
    writer.give_day("Funded until", "31  2027".replace("  ", " x "))
    kept(writer)
    writer.page.context.close()  # killed: nothing was saved

    again = person("contributor", afresh=True)
    again.open(f"{address}/edit")
    again.sees("You typed something here that is not saved.")
    again.follow("Costs")

    again.sees(re.compile("We kept what you typed on .* and had not saved"))
    for label, text in TYPED.items():
        expect(again.page.get_by_label(label)).to_have_value(text)
    expect(again.page.get_by_label("Each device or vehicle")).to_be_checked()
    again.open(f"{address}/edit/funding")
    expect(again.page.get_by_label("Month")).to_have_value("x")
    expect(again.page.get_by_label("Year")).to_have_value("2027")


def kept(writer: Person) -> None:
    """The page says that it kept what was typed."""
    expect(writer.page.get_by_role("status").filter(has_text="Typed text kept at")).to_be_visible()


def test_typed_text_is_gone_once_it_is_saved_or_discarded(person: Enter):
    writer = person("contributor")
    address = begins(writer, new_name("Saved notes"))
    writer.open(f"{address}/edit/lessons")
    writer.fill("What would you do differently?", "Begin with the people who answer the calls")
    kept(writer)
    writer.press("Save and continue")
    writer.reads_heading("Costs")
    writer.open(f"{address}/edit/lessons")
    writer.does_not_see(re.compile("We kept what you typed"))
    writer.fill("What would you do differently?", "Something else")
    kept(writer)

    writer.open(f"{address}/edit/lessons")
    writer.press("Discard what I typed")

    writer.sees("What you had typed and not saved is discarded.")
    expect(writer.page.get_by_label("What would you do differently?")).to_have_value(
        "Begin with the people who answer the calls"
    )


def test_a_page_that_is_left_at_once_keeps_what_was_typed(person: Enter):
    writer = person("contributor")
    address = begins(writer, new_name("Quick notes"))
    writer.open(f"{address}/edit/lessons")
    writer.fill("What would you do differently?", "Typed and left in the same second")
    writer.open("/")
    writer.open("/my-work")

    writer.open(f"{address}/edit/lessons")
    expect(writer.page.get_by_label("What would you do differently?")).to_have_value(
        "Typed and left in the same second"
    )


def test_twelve_answers_in_one_sitting_without_a_script(person: Enter):
    writer = person("contributor", script=False)
    address = begins(writer, new_name("One sitting"))

    answers_everything(writer)

    expect(writer.page).to_have_url(re.compile(f"{re.escape(address)}/edit$"))
    writer.sees("Everything needed is answered.")
    writer.sees("What would help a replicating force most")
