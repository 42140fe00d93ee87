"""Two forces pilot a tool together, each by the word of its own lead."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.acts import Enter, a_published_tool, in_days, new_name
from tests.journeys.test_accessibility import usable_by_everybody

pytestmark = pytest.mark.journey


def test_a_force_opens_a_cohort_and_another_joins_by_its_own_leads_word(person: Enter):
    address = a_published_tool(person, new_name("Night desk"))
    opener = person("lead", "Northmarch")
    opener.open(address)
    opener.follow("Pilot cohorts")
    opener.follow("Open a cohort")
    opener.fill("What is the cohort called?", "Two night desks")
    opener.press("Open the cohort")
    opener.sees("Say what every member does alike")
    opener.fill("What does every member do alike?", "The night desk alone, beside a station without it.")
    opener.choose(re.compile("101"), of="Which measures does every member report?")
    opener.give_day("When does the pilot start?", in_days(-30))
    opener.give_day("When does it end?", in_days(150))
    opener.press("Open the cohort")
    opener.reads_heading("Two night desks")
    opener.follow("Invite forces")
    opener.choose(re.compile("Southvale"))
    opener.press("Invite")
    opener.sees("Invited, not answered")

    other = person("lead", "Southvale")
    other.open("/my-work")
    other.follow(re.compile("Two night desks"))
    usable_by_everybody(other.page)
    other.press("Join the cohort")
    other.sees("Your force is a member of the cohort.")

    opener.page.reload()
    rows = opener.main.get_by_role("table", name="Members of the cohort").get_by_role("rowheader")
    expect(rows).to_have_text(["Northmarch Police (example)", "Southvale Constabulary (example)"])
    usable_by_everybody(opener.page)
