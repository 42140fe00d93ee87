"""Results of several sites: read, followed to one study's months, and carried over with own volumes."""

import pytest
from playwright.sync_api import expect

from tests.journeys.acts import Enter
from tests.journeys.addresses import DIARY
from tests.journeys.people import both_ways

pytestmark = pytest.mark.journey

VOLUME = "How many are there at your force in a year?"


@both_ways
def test_a_reader_opens_results_of_several_sites_and_calculates_with_own_volumes(person: Enter, script: bool):
    reader = person(script=script)
    reader.open(DIARY)
    reader.follow("Average wait for a 101 call to be answered, all sites together")
    reader.reads_heading("Average wait for a 101 call to be answered: what sites found together")
    expect(reader.main.get_by_text("In the next force expect between")).to_be_visible()
    reader.main.get_by_text("Show the figures as a table").click()
    expect(reader.main.get_by_role("row", name="All together")).to_be_visible()

    reader.follow("Nine months beside a district without the diary")
    reader.follow("Before and after, period by period")
    expect(reader.main.get_by_text("When the tool went live the level changed by")).to_be_visible()

    reader.open(f"{DIARY}/calculator")
    reader.press("Continue")
    reader.fill(VOLUME, "many")
    reader.press("Work it out")
    expect(reader.main.get_by_role("alert")).to_contain_text("Enter a number from 1")
    reader.fill(VOLUME, "250,000")
    reader.press("Work it out")
    expect(reader.main.get_by_role("heading", name="With your volumes")).to_be_visible()
    expect(reader.main.get_by_role("heading", name="It may not transfer because")).to_be_visible()
