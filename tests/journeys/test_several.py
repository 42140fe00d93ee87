"""A force records many tools from one list: it looks first, then records, and may send the list again."""

import pytest

from tests.journeys.acts import Enter, a_published_tool, new_name
from tests.journeys.people import both_ways

pytestmark = pytest.mark.journey
HEADING = "tool,stage,date,visibility,units,eligible,using"


@both_ways
def test_a_list_is_checked_recorded_and_sent_again(person: Enter, script: bool):
    name = new_name("Key log")
    address = a_published_tool(person, name)
    rows = [HEADING, f"{name},live,1/4/2026,public,teams,18,12", "No such tool,live,2026,,,,"]
    lead = person("lead", "Southvale", script=script)
    lead.open("/organisations/southvale")
    lead.follow("Record several at once")
    lead.fill("Or paste rows", "\n".join(rows))
    lead.press("Check the rows")
    lead.reads_heading("Check what will be recorded")
    lead.sees("No tool of this name")

    lead.press("Record 1 step")

    lead.reads_heading("What was recorded")
    lead.sees("Recorded as live")
    visitor = person(script=script)
    visitor.open(address)
    visitor.sees("Southvale")
    lead.fill("Or paste rows", "\n".join(rows[:2]))
    lead.press("Check the rows")
    lead.sees("Nothing changes: it is recorded so already")
