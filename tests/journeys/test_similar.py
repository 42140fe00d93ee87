"""A near-copy is seen for what it is before it is submitted, and what is written up already need not be typed again."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.acts import Enter, a_published_tool, begins, in_days, new_name, one_line, records
from tests.journeys.people import both_ways

pytestmark = pytest.mark.journey
CASE = """Problem
Reports wait for days before somebody reads them.

Benefits
Urgent reports are read sooner.

# Something else
Nothing that the record asks for."""


@both_ways
def test_a_near_copy_shows_the_tool_and_leads_to_its_adoption(person: Enter, script: bool):
    name = new_name("Lantern")
    a_published_tool(person, name)
    lead = person("lead", "Southvale", script=script)
    lead.open("/register")
    lead.fill("What is it called?", name[:-1])
    lead.fill("What does it do, in one line?", one_line(name))
    if not script:
        lead.press("Save and continue")
        lead.sees("Nothing is saved yet.")
    lead.sees("Same title but for one letter.")

    lead.main.get_by_role("link", name=re.compile(f"we replicate it ?: {name}")).click()

    lead.reads_heading("Where your force stands")
    records(lead, lead.page.url.partition("/adoption")[0], "Interested", in_days(0), {})
    lead.press("Record as interested")
    expect(lead.page.get_by_role("alert")).to_contain_text("nterested")


@both_ways
def test_what_is_written_up_fills_the_draft_and_is_marked(person: Enter, script: bool):
    writer = person("contributor", script=script)
    begins(writer, new_name("Ledger"))
    writer.follow(re.compile("Already written up"))
    writer.choose("A business case", of="What is it?")
    writer.fill("Paste its text", CASE)

    writer.press("Continue")

    writer.reads_heading("Check what goes where")
    writer.sees("Urgent reports are read sooner.")
    writer.sees("Nothing that the record asks for.")
    writer.press("Add these to the record")
    writer.sees("2 answers are added.")
    writer.sees("2 answers to check")
