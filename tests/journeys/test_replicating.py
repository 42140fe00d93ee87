"""A force takes a tool over: what it has, what fits, its pack, and from whom it has it."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.acts import Enter, a_published_tool, in_days, new_name, records, sends
from tests.journeys.addresses import HELPER
from tests.journeys.people import Person, both_ways
from tests.journeys.test_accessibility import usable_by_everybody

pytestmark = pytest.mark.journey
LIVE = {
    "What do you count as a unit?": "Teams",
    "How many units could use it?": "4",
    "How many of them use it now?": "2",
}


@both_ways
def test_a_force_checks_what_it_inherits_and_takes_its_pack_along(person: Enter, script: bool):
    address = a_published_tool(person, new_name("Shift planner"))
    lead = person("lead", "Southvale", script=script)
    lead.open(f"{address}/pack/new")
    lead.press("Make the pack")
    lead.sees("Your pack is made. Check what it inherits.")
    if script:
        usable_by_everybody(lead.page)
    lead.fill("In which role do you sign?", "Head of Contact")
    lead.press("Sign the pack")
    lead.sees(re.compile("Not everything that is inherited is checked"))

    lead.follow("Read and change: What does it do")
    lead.fill("If not, what holds at your force?", "It plans the shifts of one station.")
    lead.press("Save what holds here")
    lead.sees(re.compile("s own"))
    for box in lead.main.get_by_role("checkbox").all():
        box.check()
    lead.press("What is ticked holds here")
    lead.fill("In which role do you sign?", "Head of Contact")
    lead.press("Sign the pack")

    lead.sees("Signed on")
    for kind, start in (("pdf", b"%PDF"), ("docx", b"PK")):
        answer = lead.page.request.get(f"{address}/pack.{kind}")
        assert answer.ok
        assert answer.body().startswith(start)
    stranger = person("reviewer")
    refused = stranger.open(f"{address}/pack?organisation=southvale")
    assert refused is not None
    assert refused.status == 403


@both_ways
def test_a_force_checks_by_requirement_what_it_inherits_before_it_states_it(person: Enter, script: bool):
    code, title, asked = (
        ("dpia", "Data protection impact assessment", "It lists the risks to people")
        if script
        else ("equality-impact-assessment", "Equality impact assessment", "The assessment is looked at again")
    )
    here = f"{HELPER}/at/southvale/standards/{code}"
    lead = person("lead", "Southvale", script=script)
    lead.open(f"{HELPER}/pack/new")
    lead.press("Make the pack")
    lead.sees(re.compile("s own assessments"))
    lead.follow(re.compile(f"Check what is inherited.*{title}", re.DOTALL))
    lead.sees("Inherited, check.")
    if script:
        usable_by_everybody(lead.page)
    lead.main.get_by_label("Looked at: this holds at our force").first.check()
    lead.press("Save what is checked")
    lead.sees("1 requirement is checked.")
    lead.open(f"{here}/assess")
    lead.press("Record it")
    lead.sees("This is inherited and not checked. Check it first.")

    lead.open(f"{here}/inheritance")
    group = lead.page.get_by_role("group", name=asked)
    group.get_by_role("radio", name="Not met", exact=True).check()
    for box in lead.main.get_by_label("Looked at: this holds at our force").all():
        box.check()
    lead.press("Save what is checked")
    lead.sees("Everything that is inherited is checked.")
    lead.follow("State it")
    lead.main.get_by_label("What shows it?", exact=True).fill("Our own assessment of October")
    lead.fill("Which role assessed it?", "Data protection officer")
    lead.give_day("When was it assessed?", in_days(-1))
    lead.press("Record it")
    lead.sees("An assurer who did not assess it signs it.")
    lead.sees("Not met")

    stranger = person("reviewer")
    refused = stranger.open(f"{here}/inheritance")
    assert refused is not None
    assert refused.status == 403


def test_a_force_states_its_systems_and_sees_what_fits(person: Enter):
    lead = person("lead", "Southvale")
    lead.open("/organisations/southvale")
    lead.follow("Systems")
    lead.follow("Change or confirm")
    lead.pick("Does your force have it: Maps and addresses", "We have it")
    lead.fill("Family of products: Maps and addresses", "A family of maps")
    lead.press("Save")
    lead.sees("What you stated is saved. Only your own force sees it.")
    lead.sees("A family of maps")
    lead.follow("Which tools fit")
    lead.sees("Call summary helper (example)")
    usable_by_everybody(lead.page)

    lead.open("/tools/call-summary-helper-example/compatibility")

    lead.sees("Your force has: Telephony and contact management, Command and control.")
    stranger = person("reviewer")
    refused = stranger.open("/organisations/southvale/systems")
    assert refused is not None
    assert refused.status == 403


def opens_with_keys(reader: Person, name: str) -> None:
    """Go from link to link with the keyboard until the one of that name, and follow it."""
    for _press in range(80):
        reader.page.keyboard.press("Tab")
        if reader.page.evaluate("document.activeElement.textContent.trim()") == name:
            reader.page.keyboard.press("Enter")
            return
    raise AssertionError(f"The keyboard does not reach {name}")


def test_who_has_it_from_whom_is_read_with_the_keyboard(person: Enter):
    address = a_published_tool(person, new_name("Radio log"))
    northmarch, southvale = person("lead", "Northmarch"), person("lead", "Southvale")
    for lead in (northmarch, southvale):
        records(lead, address, "Live", in_days(-40), LIVE, seen_by="Everybody")
        lead.press("Record as live")
    sends(northmarch, f"{address}/lineage/state", {"source": "originator", "manner": "as-specified"})
    southvale.open(f"{address}/lineage/state")
    southvale.pick("From whom does your force have it?", "Northmarch Police (example)")
    southvale.choose("Adapted: something of it was changed")
    southvale.fill("What did you learn", "Begin with one station.")
    southvale.press("Save")
    southvale.sees("It is recorded where Southvale Constabulary (example) has it from.")

    names = southvale.main.locator(".lineage__who a").all_text_contents()
    inner = southvale.main.locator(".lineage .lineage .lineage__who a")
    expect(inner).to_have_text("Southvale Constabulary (example)")
    opens_with_keys(southvale, "As a list")
    expect(southvale.main.get_by_role("table").get_by_role("row")).to_have_count(len(names) + 1)
    usable_by_everybody(southvale.page)
    southvale.page.go_back()
    opens_with_keys(southvale, "What it kept, changed and learnt: Southvale Constabulary (example)")
    southvale.sees("Begin with one station.")
    northmarch.open(f"{address}/lineage/state")
    northmarch.pick("From whom does your force have it?", "Southvale Constabulary (example)")
    northmarch.press("Save")
    northmarch.sees(re.compile("That would lead in a circle"))
