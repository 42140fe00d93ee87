"""A review of two rounds: comments stand beside their answers, are answered, resolved and reopened, until it is published."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.acts import Enter, answers_everything, begins, in_days, invented, new_name, submits
from tests.journeys.people import Person, both_ways
from tests.journeys.test_accessibility import usable_by_everybody

pytestmark = pytest.mark.journey


def comments(reviewer: Person, address: str, on: str, words: str) -> None:
    """Comment on one answer from the page of the review."""
    reviewer.open(f"{address}/review")
    reviewer.follow(f"Comment: {on}")
    reviewer.fill("Your comment", words)
    reviewer.press("Add the comment")
    reviewer.sees(words)


def requests_changes(reviewer: Person, address: str, words: str) -> None:
    """Send the record back to its owner for a week."""
    reviewer.open(f"{address}/review")
    reviewer.follow("Request changes")
    reviewer.fill("What should change?", words)
    reviewer.give_day("By when?", in_days(7))
    reviewer.press("Request changes")
    reviewer.sees("The owner is told what to change.")


@both_ways
def test_a_record_goes_round_twice_and_is_published(person: Enter, script: bool):
    lead, reviewer = person("lead", "Northmarch", script=script), person("reviewer", script=script)
    name = new_name("Briefing board")
    address = begins(lead, name, f"While the hands are busy, {invented(name, 4)}.")
    answers_everything(lead)
    submits(lead, address)

    # Round 1: taken from the queue, two answers commented on, changes requested
    reviewer.open("/reviews?show=unassigned")
    reviewer.follow(name)
    reviewer.press("Take it")
    reviewer.sees("You have this record.")
    comments(reviewer, address, "Team mailbox", "Is it read at weekends?")
    comments(reviewer, address, "What does it do, in one line?", "Say whose hands are busy.")
    requests_changes(reviewer, address, "Two small things.")

    # The owner sees each beside its field, changes one answer and resolves the other with a reply
    lead.open("/my-work")
    lead.sees("Changes requested (")
    lead.open(f"{address}/edit")
    lead.sees("Waiting for Northmarch Police")
    lead.follow("What does it do, in one line?")
    lead.sees("Say whose hands are busy.")
    lead.fill("What does it do, in one line?", f"While an officer drives, {invented(name, 4)}.")
    lead.press("Save and continue")
    lead.open(f"{address}/edit")
    lead.follow("Team mailbox")
    lead.follow("Resolve or reply: Is it read at weekends?")
    lead.fill("What did you do about it?", "It is, by the duty officer.")
    lead.press("Resolve it")
    lead.sees("The comment is resolved.")
    submits(lead, address)

    # Round 2: what changed since is marked, and one comment is reopened
    reviewer.open("/reviews?show=mine")
    reviewer.follow(name)
    reviewer.sees("What changed since changes were requested")
    expect(reviewer.main.get_by_role("deletion").first).to_contain_text("the hands are busy")
    expect(reviewer.main.get_by_role("insertion").first).to_contain_text("an officer drives")
    reviewer.sees(re.compile(r"Answered by revision \d+"))
    reviewer.follow("Reopen: Is it read at weekends?")
    reviewer.fill("What is still missing?", "Say so in the record, not only to me.")
    reviewer.press("Reopen it")
    reviewer.sees("The comment is open again.")
    requests_changes(reviewer, address, "Just this one.")

    lead.open(f"{address}/submit")
    lead.sees("Comments that stay open")
    lead.follow("Team mailbox")
    lead.sees("Say so in the record, not only to me.")
    lead.fill("Which role answers questions", "Duty officer, all week")
    lead.press("Save and continue")
    lead.open(f"{address}/edit")
    lead.follow("Resolve or reply: Is it read at weekends?")
    lead.fill("What did you do about it?", "The role says it now.")
    lead.press("Resolve it")
    submits(lead, address)

    reviewer.open(f"{address}/review")
    reviewer.press("Publish")
    reviewer.sees("The record is published.")

    lead.open(f"{address}/edit")
    timeline = lead.main.locator("ol.app-log > li")
    for words in (
        "Published",
        "Submitted for review",
        "Changes requested",
        "Comment resolved",
        "Comment reopened",
        "A reviewer took it",
    ):
        expect(timeline.filter(has_text=words).first).to_be_visible()
    expect(timeline.filter(has_text="Submitted for review")).to_have_count(3)
    expect(timeline.filter(has_text="round 3")).not_to_have_count(0)


def test_the_pages_of_a_review_are_usable_by_everybody(person: Enter):
    lead, reviewer, registrar = person("lead", "Northmarch"), person("reviewer"), person("registrar")
    address = begins(lead, new_name("Patrol planner"))
    answers_everything(lead)
    submits(lead, address)
    comments(reviewer, address, "Team mailbox", "Is it read at weekends?")
    pages = ("/reviews", "/reviews/workload", "/reviews/interests")
    forms = ("/review", "/review/comment", "/review/request-changes", "/review/not-accept", "/review/interest")
    for path in (*pages, *(address + form for form in forms)):
        reviewer.open(path)
        usable_by_everybody(reviewer.page)
    registrar.open(f"{address}/review/assign")
    usable_by_everybody(registrar.page)
    requests_changes(reviewer, address, "One small thing.")
    for path in (f"{address}/edit", f"{address}/edit/contact", f"{address}/submit"):
        lead.open(path)
        usable_by_everybody(lead.page)
    lead.follow("Resolve or reply: Is it read at weekends?")
    usable_by_everybody(lead.page)
    lead.press("Resolve it")
    submits(lead, address)
    reviewer.open(f"{address}/review")
    usable_by_everybody(reviewer.page)
    reviewer.follow("Reopen: Is it read at weekends?")
    usable_by_everybody(reviewer.page)
