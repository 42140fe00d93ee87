"""Two reviewers grade a result blind, differ and are reconciled; its owner appeals, and two fresh ones settle it."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.acts import Enter, new_name
from tests.journeys.people import Person
from tests.journeys.test_accessibility import usable_by_everybody

pytestmark = pytest.mark.journey

HELPER = "/tools/call-summary-helper-example"
DIFFERS = "The other room was measured a year earlier."


def adds_a_result(lead: Person, outcome: str) -> str:
    """A study with a comparison group; returns the address of its grade."""
    lead.open(f"{HELPER}/evidence")
    lead.fill("What was done?", outcome)
    lead.choose(re.compile("Northmarch"), of="Where was it measured?")
    lead.choose("Before and after with a comparison group", of="How was it measured?")
    lead.choose("Force", of="Who measured it?")
    lead.fill("What changed, or was counted?", outcome)
    lead.fill("Local measure, in words", "Minutes of work after a call")
    lead.fill("What was found?", "From 7.1 to 4.9 minutes; in the other room no change.")
    lead.choose("Better", of="Better or worse?")
    lead.choose("Measured in use", of="Was it measured?")
    lead.press("Add the evidence")
    lead.sees("The evidence is recorded, with a provisional grade.")
    lead.follow(re.compile("Provisional, by the registry"))
    lead.reads_heading(f"Grade: {outcome}")
    return lead.page.url


def takes(reviewer: Person, grade: str) -> None:
    """Take a place in its review."""
    reviewer.open(grade)
    reviewer.press("Take this grade")
    reviewer.sees("You have this grade now.")
    reviewer.follow("Grade it")


def confirms(reviewer: Person) -> None:
    """Grade it as it stands."""
    reviewer.choose("I confirm the grade as it stands")
    reviewer.press("Hand in your score")


def grades_otherwise(reviewer: Person, words: str) -> None:
    """Grade it by the answers to the questions."""
    reviewer.choose("I grade it otherwise")
    reviewer.choose("Inconclusive", of="What was found?")
    for question, answer in (
        ("How is the result known?", "It was measured in use"),
        ("Was the same thing measured before the start?", "Yes"),
        ("Was it changing in that direction", "Not known"),
        ("Was it compared with others", "No"),
    ):
        reviewer.choose(answer, of=question)
    reviewer.fill("Your reasons", words)
    reviewer.press("Hand in your score")


def test_two_reviewers_differ_are_reconciled_and_face_an_appeal(person: Enter):
    lead = person("lead", "Northmarch")
    first, second = person("reviewer", script=False), person("second reviewer")
    outcome = new_name("Work after a call")
    grade = adds_a_result(lead, outcome)
    usable_by_everybody(lead.page)

    # Blind: each has it in the queue; the first score is told to nobody
    takes(first, grade)
    first.open("/grades?show=mine")
    first.follow(outcome)
    first.follow("Grade it")
    grades_otherwise(first, DIFFERS)
    first.sees(DIFFERS)
    for other in (second, lead, person("registrar"), person()):
        other.open(grade)
        other.does_not_see(DIFFERS)
    takes(second, grade)
    usable_by_everybody(second.page)
    confirms(second)

    # They differ: under review, and now both see both
    second.sees("Two scores that differ")
    second.sees(DIFFERS)
    lead.open(grade)
    lead.sees("Two reviewers differ. Until they are reconciled the provisional grade stays.")
    lead.does_not_see(DIFFERS)
    second.follow("Propose what to settle on")
    second.choose("As the first reviewer graded it")
    second.fill("Your reasons", "I had overlooked the year.")
    second.press("Propose it")
    first.open(grade)
    first.press("Agree and settle it")
    first.sees("The grade is settled. Both scores stay on record.")

    # Both scores stay, and the owner appeals in time
    lead.open("/my-work")
    lead.sees(re.compile("Grades that you may appeal against"))
    lead.open(grade)
    lead.sees(DIFFERS)
    lead.sees("Second reviewer")
    lead.follow("Appeal")
    lead.fill("Why is the grade wrong?", "Both rooms were measured in the same year.")
    lead.press("Appeal")
    lead.sees("Your appeal is on record.")

    # Those who graded it have no part in the appeal; two fresh reviewers settle it
    first.open("/grades")
    expect(first.main.get_by_role("link", name=outcome)).to_have_count(0)
    first.open(grade)
    expect(first.main.get_by_role("button", name="Take this grade")).to_have_count(0)
    for role in ("third reviewer", "fourth reviewer"):
        fresh = person(role)
        takes(fresh, grade)
        grades_otherwise(fresh, "We read the same.")
    lead.open(grade)
    lead.sees("Appeal, settled on")
    lead.sees("Confirmed by review")
    expect(lead.main.get_by_role("link", name="Appeal", exact=True)).to_have_count(0)
