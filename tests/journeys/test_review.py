"""Review: changes requested, sent again, published; published versions stay; what is suspended is out of view."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.acts import (
    Enter,
    a_published_tool,
    answers_everything,
    begins,
    in_days,
    new_name,
    publishes,
    submits,
)
from tests.journeys.people import both_ways

pytestmark = pytest.mark.journey


@both_ways
def test_a_reviewer_asks_for_changes_and_later_publishes(person: Enter, script: bool):
    lead, name = person("lead", "Northmarch", script=script), new_name("Handover sheet")
    address = begins(lead, name)
    answers_everything(lead)
    submits(lead, address)
    reviewer = person("reviewer", script=script)
    reviewer.open("/reviews")
    reviewer.follow(name)
    reviewer.follow("Comment: Team mailbox")
    reviewer.fill("Your comment", "Is this address read at weekends?")
    reviewer.press("Add the comment")
    reviewer.follow("Request changes")
    reviewer.fill("What should change?", "Say who may be asked at weekends.")
    reviewer.give_day("By when?", in_days(14))
    reviewer.press("Request changes")
    reviewer.sees("The owner is told what to change.")

    lead.open(f"{address}/edit")
    lead.sees("Say who may be asked at weekends.")
    lead.follow("Contact")
    lead.sees("Is this address read at weekends?")
    lead.fill("Which role answers questions", "Duty planner, all week")
    lead.press("Save and continue")
    submits(lead, address)
    publishes(reviewer, address)

    visitor = person(script=script)
    visitor.open(address)
    visitor.reads_heading(name)


def test_the_owners_own_people_cannot_publish(person: Enter):
    lead = person("lead", "Northmarch")
    address = begins(lead, new_name("Own record"))
    answers_everything(lead)
    submits(lead, address)

    lead.open(f"{address}/review")

    expect(lead.main.get_by_role("button", name="Publish")).to_have_count(0)


@both_ways
def test_a_published_version_stays_while_a_new_draft_stands_beside_it(person: Enter, script: bool):
    address = a_published_tool(person, new_name("Key log"), summary="Says who holds which key.")
    lead, visitor = person("lead", "Northmarch", script=script), person(script=script)
    lead.open(f"{address}/edit")
    lead.press("Begin a new draft")
    lead.follow("About the tool")
    lead.fill("What does it do, in one line?", "Says who holds which key, and since when.")
    lead.press("Save and continue")

    visitor.open(address)

    visitor.sees("Says who holds which key.")
    visitor.does_not_see("and since when")
    submits(lead, address)
    reviewer = person("reviewer", script=script)
    reviewer.open(f"{address}/review")
    reviewer.sees("What it changes of version 1")
    reviewer.press("Publish")
    visitor.open(address)
    visitor.sees("Says who holds which key, and since when.")
    visitor.open(f"{address}/versions/1")
    visitor.sees("Says who holds which key.")
    visitor.does_not_see("and since when")


@both_ways
def test_what_is_suspended_is_withdrawn_from_view_until_it_is_restored(person: Enter, script: bool):
    address = a_published_tool(person, new_name("Radio check"))
    lead, visitor = person("lead", "Northmarch", script=script), person(script=script)
    lead.open(address)
    lead.follow("Withdraw from view")
    lead.fill("Why", "A screenshot showed a call sign.")

    lead.press("Withdraw from view")

    for path in (address, f"{address}/versions/1", f"{address}/spread"):
        answer = visitor.open(path)
        assert answer is not None
        assert answer.status == 410
        visitor.reads_heading("Withdrawn from view")
        visitor.does_not_see(re.compile("call sign"))
    lead.press("Restore to view")
    lead.sees("The record is back in view.")
    back = visitor.open(address)
    assert back is not None
    assert back.status == 200
