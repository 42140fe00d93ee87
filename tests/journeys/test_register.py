"""Register: twelve answers, saved as one goes, seen through by the lead."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.acts import Enter, answers_everything, begins, new_name, submits
from tests.journeys.people import both_ways

pytestmark = pytest.mark.journey


@pytest.mark.both
@both_ways
def test_a_contributor_writes_a_record_and_the_lead_submits_it(person: Enter, script: bool):
    writer, name = person("contributor", script=script), new_name("Pocket guide")
    address = begins(writer, name)
    writer.sees("11 questions are still to be answered before it can be submitted.")

    answers_everything(writer)

    writer.sees("Everything needed is answered.")
    writer.does_not_see("Check and submit")
    lead = person("lead", "Northmarch", script=script)
    lead.open("/my-work")
    lead.sees(name)
    submits(lead, address)
    lead.sees("A reviewer of another organisation is reading it.")
    visitor = person(script=script)
    answer = visitor.open(address)
    assert answer is not None
    assert answer.status == 404


@both_ways
def test_what_was_typed_is_there_again_after_the_browser_was_closed(person: Enter, script: bool):
    writer = person("contributor", script=script)
    address = begins(writer, new_name("Shift notes"))
    writer.follow("Supplier")
    writer.choose("Bought from a supplier", of="Where does it come from?")
    writer.fill("Supplier name", "Amberline Software Limited (example)")
    writer.press("Save and continue")
    writer.fill("Which role answers questions", "Duty planner")
    writer.press("Save and continue")
    writer.page.context.close()

    again = person("contributor", script=script)
    again.open(f"{address}/edit/supplier")

    expect(again.page.get_by_label("Bought from a supplier")).to_be_checked()
    expect(again.page.get_by_label("Supplier name")).to_have_value("Amberline Software Limited (example)")
    again.open(f"{address}/edit/contact")
    expect(again.page.get_by_label("Which role answers questions")).to_have_value("Duty planner")


@both_ways
def test_what_is_missing_is_listed_and_each_line_leads_to_its_question(person: Enter, script: bool):
    lead = person("lead", "Northmarch", script=script)
    address = begins(lead, new_name("Half a record"))

    lead.open(f"{address}/submit")

    missing = lead.main.get_by_role("listitem").get_by_role("link")
    expect(missing).to_have_count(11)
    expect(lead.main.get_by_role("button", name="Submit for review")).to_have_count(0)
    lead.follow("Team mailbox")
    lead.reads_heading("Contact")
    expect(lead.page).to_have_url(re.compile("#contact_mailbox$"))
    expect(lead.page.locator("#contact_mailbox")).to_be_visible()


@both_ways
def test_a_record_without_a_release_is_not_submitted_and_says_why(person: Enter, script: bool):
    lead = person("lead", "Northmarch", script=script)
    address = begins(lead, new_name("No release"))
    answers_everything(lead)
    lead.open(f"{address}/submit")
    lead.fill("Who released it?", "Data protection officer")

    lead.press("Submit for review")

    expect(lead.page).to_have_title(re.compile("^Error: "))
    lead.sees("There is a problem")
    expect(lead.page.get_by_label("Who released it?")).to_have_value("Data protection officer")
