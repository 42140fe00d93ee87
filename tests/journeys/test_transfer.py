"""A record with helpers and a new owner: invited, edited, offered, taken over, and its supplier heard."""

import pytest
from playwright.sync_api import expect

from tests.journeys.acts import Enter, begins, new_name
from tests.journeys.people import Person
from tests.journeys.test_accessibility import usable_by_everybody

pytestmark = pytest.mark.journey
SOUTHVALE = "Southvale Constabulary (example)"


def helps(person: Enter, lead: Person, address: str, email: str) -> Person:
    """Somebody of another organisation is asked, finds it in their work and says yes."""
    lead.open(f"{address}/people")
    lead.follow("Invite somebody to help")
    usable_by_everybody(lead.page)
    lead.press("Send the invitation")
    lead.sees("Enter an e-mail address in the right form")
    lead.fill("Their work e-mail address", email)
    lead.fill("What do you ask them to help with?", "You ran the trial.")
    lead.press("Send the invitation")
    lead.sees("The invitation is on its way.")
    usable_by_everybody(lead.page)
    helper = person("secretary")
    helper.open(address + "/edit")
    helper.reads_heading("Page not found")
    helper.open("/my-work")
    helper.main.get_by_role("region", name="Records that you help with").get_by_role("link").last.click()
    helper.sees("You ran the trial.")
    usable_by_everybody(helper.page)
    helper.choose("Yes, I will help")
    helper.press("Answer")
    helper.sees("The draft is open to you.")
    return helper


def test_a_record_is_written_with_help_and_goes_to_another_force(person: Enter, accounts: list[dict[str, str]]):
    lead = person("lead", "Northmarch")
    name = new_name("Step reader")
    address = begins(lead, name)
    secretary = next(a["email"] for a in accounts if "secretary" in a["role"].lower())

    helper = helps(person, lead, address, secretary)
    helper.follow("About the tool")
    helper.fill("What does it do, in one line?", "Reads out each step, as the helper wrote it.")
    helper.press("Save and continue")
    helper.open(f"{address}/submit")
    helper.sees("You cannot do that")

    lead.open(f"{address}/transfer")
    usable_by_everybody(lead.page)
    lead.main.locator("form").evaluate(
        "(form, name) => { const list = form.querySelector('select[name=organisation]');"
        " list.value = [...list.options].find(option => option.text === name).value; }",
        SOUTHVALE,
    )
    lead.fill("Why do you offer it to them?", "Southvale runs it by now.")
    lead.press("Offer the record")
    lead.sees("Their leads are told.")
    usable_by_everybody(lead.page)

    other = person("lead", "Southvale")
    other.open(f"{address}/edit")
    other.reads_heading("Page not found")
    other.open("/my-work")
    other.follow(name)
    other.sees("Southvale runs it by now.")
    usable_by_everybody(other.page)
    other.choose("Accept: we answer for this record")
    other.press("Answer")

    other.sees("The record is yours now.")
    other.sees("Reads out each step, as the helper wrote it.")
    other.open(f"{address}/people")
    other.sees("Northmarch Police (example)")
    usable_by_everybody(other.page)
    helper.open(f"{address}/edit")
    helper.reads_heading(name)
    lead.open(f"{address}/edit")
    lead.reads_heading("Page not found")


def test_a_contract_is_recorded_and_released(person: Enter):
    lead = person("lead", "Northmarch")
    lead.open("/tools/call-summary-helper-example/contracts/new")
    lead.main.get_by_text("The supplier is not on the list").click()
    lead.fill("Name of a supplier that is not on the list", new_name("Amberline Journeys"))
    lead.fill("Its Companies House number", "12")
    lead.give_day("When does it start?", "1 4 2026")
    lead.give_day("When does it end?", "31 3 2025")
    lead.press("Save the contract")
    lead.sees("The end date must be on or after the start date.")
    usable_by_everybody(lead.page)
    lead.give_day("When does it end?", "31 3 2029")
    lead.press("Save the contract")
    lead.sees("A Companies House number has 8 characters")
    lead.fill("Its Companies House number", "")
    lead.press("Save the contract")
    lead.sees("The contract is recorded.")
    usable_by_everybody(lead.page)
    visitor = person()
    visitor.open("/tools/call-summary-helper-example/contracts")
    visitor.does_not_see("31 March 2029")

    lead.follow("Who may see it")
    lead.choose("Everyone")
    lead.fill("Who released it?", "Head of procurement")
    lead.press("Save")

    visitor.open("/tools/call-summary-helper-example/contracts")
    expect(visitor.main.get_by_text("31 March 2029").first).to_be_visible()
    usable_by_everybody(visitor.page)
