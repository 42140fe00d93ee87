"""Decide: a case comes to a meeting, a condition stands before live, and is met."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.acts import Enter, a_published_tool, in_days, new_name, numbers, records
from tests.journeys.people import Person, both_ways

pytestmark = pytest.mark.journey
BOARD = "/boards/regional-innovation-board-example"
CONDITION = "Southvale shows its own impact assessment to the secretary."
LIVE = {
    "What do you count as a unit?": "teams",
    "How many units could use it?": "4",
    "How many of them use it now?": "3",
}
PILOT = {"What is in the pilot?": "One station", "What was the figure before": "11 minutes, in June"}


def decided(person: Enter, name: str, script: bool) -> tuple[str, str]:
    """A record that a board decided on with a blocking condition; its address and the case's."""
    address = a_published_tool(person, name)
    secretary = person("secretary", script=script)
    secretary.open(BOARD)
    secretary.follow("Plan a meeting")
    secretary.give_day("Day of the meeting", in_days(40 + next(numbers)))  # a board meets once a day
    secretary.fill("What the meeting is called", f"Meeting on {name}")
    secretary.press("Plan the meeting")
    secretary.reads_heading(f"Meeting on {name}")
    secretary.open(BOARD)
    secretary.follow("Put a case to this board")
    secretary.fill("Record", address)
    secretary.fill("What the board is asked to decide", f"Should the region use {name}?")
    secretary.press("Open the case")
    secretary.pick("Meeting", re.compile(name))
    secretary.press("Put it on the agenda")
    secretary.sees("Recorded.")
    case = secretary.page.url
    decides(person("chair", script=script), case)
    return address, case


def decides(chair: Person, case: str) -> None:
    chair.open(case)
    chair.follow("Record the decision")
    chair.choose("Recommend with conditions")
    chair.fill("Why", "It helps, and one thing is to be seen to first.")
    chair.fill("Condition 1: what is asked for", CONDITION)
    chair.pick("Of whom condition 1 asks it", "Southvale Constabulary (example)")
    chair.choose("Condition 1 must be met before going live")
    chair.give_day("Day by which condition 1 is due", in_days(60))
    chair.page.locator("summary").filter(has_text="Action 1").click()
    chair.fill("Action 1: what is to be done", "Share the lesson plan.")
    chair.pick("Organisation of action 1", "Northmarch Police (example)")
    chair.fill("Role that owns action 1", "Training lead")
    chair.give_day("Day by which action 1 is due", in_days(30))
    chair.press("Record the decision")
    chair.sees("The decision is recorded.")


@pytest.mark.both
@both_ways
def test_a_condition_that_binds_stands_before_live_until_it_is_met(person: Enter, script: bool):
    address, case = decided(person, new_name("Seat plan"), script)
    lead = person("lead", "Southvale", script=script)
    lead.open(case)
    lead.press("Accept this condition for Southvale")
    lead.sees("It binds Southvale Constabulary (example).")
    records(lead, address, "Piloting", in_days(-30), PILOT, seen_by="Everybody")
    lead.press("Record as piloting")

    records(lead, address, "Live", in_days(0), LIVE)
    lead.press("Move to live")

    lead.sees("There is a problem")
    expect(lead.main.get_by_role("alert").first).to_contain_text(CONDITION.rstrip("."))
    lead.open(case)
    lead.follow("Say that it is done: Southvale shows")
    lead.fill("Proof", "Letter 12 to the secretary")
    lead.press("Done")
    secretary = person("secretary", script=script)
    secretary.open(case)
    secretary.press("Accept: Southvale shows")
    records(lead, address, "Live", in_days(0), LIVE)
    lead.press("Move to live")
    lead.sees("is recorded as live.")
    lead.does_not_see("Live, condition not met.")


@both_ways
def test_what_happened_already_is_recorded_and_marked(person: Enter, script: bool):
    address, case = decided(person, new_name("Log sheet"), script)
    lead = person("lead", "Southvale", script=script)
    lead.open(case)
    lead.press("Accept this condition for Southvale")
    records(lead, address, "Live", in_days(-1), LIVE, seen_by="Everybody")
    lead.choose("This has already happened")
    lead.fill("If so: since when", "It went live before the board met.")

    lead.press("Record as live")

    lead.sees("Live, condition not met.")
    visitor = person(script=script)
    visitor.open(address)
    visitor.sees("live, condition not met")
    visitor.sees("Recommend with conditions")
    visitor.open("/organisations/southvale")
    visitor.sees("Live, condition not met.")
    chair = person("chair", script=script)
    chair.open(case)
    chair.sees("Live while a condition was open")


@both_ways
def test_a_condition_that_nobody_accepted_is_advice(person: Enter, script: bool):
    address, _case = decided(person, new_name("Call card"), script)
    lead = person("lead", "Southvale", script=script)
    lead.open(f"{address}/adoption")
    lead.sees("Advice before: Live")

    records(lead, address, "Live", in_days(0), LIVE)
    lead.press("Record as live")

    lead.sees("is recorded as live.")
    lead.does_not_see("Live, condition not met.")


def test_those_without_a_seat_may_read_and_not_decide(person: Enter):
    lead = person("lead", "Southvale")
    lead.open("/cases/2")
    expect(lead.main.get_by_role("link", name="Record the decision")).to_have_count(0)

    answer = lead.open("/cases/2/decide")

    assert answer is not None
    assert answer.status == 403
