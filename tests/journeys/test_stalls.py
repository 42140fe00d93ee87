"""A force that has assessed a tool for long, and the tool's owner, find that out with what it is compared with."""

import json
import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.journeys.acts import Enter
from tests.journeys.conftest import Copy
from tests.journeys.people import both_ways
from tests.journeys.slow_tool import PASSWORD
from tests.journeys.test_accessibility import usable_by_everybody

pytestmark = pytest.mark.journey
TOLD = re.compile(
    r"Assessing for 16 months\. Four in five comparable adoptions had moved on after 3 months\. Compared with 11 of the "
    r"same tool that were in this stage since \w+ \d{4}: 10 moved on, and \d+ were still being watched at that time\."
)
HEADING = "Where nothing has changed for long"


@pytest.fixture(scope="module")
def leads(running: Copy) -> dict[str, str]:
    """Who leads the force that waits, and who the owner."""
    command = [sys.executable, "-m", "tests.journeys.slow_tool"]
    said = subprocess.run(command, env=running.environment, check=True, capture_output=True, text=True)
    found: dict[str, str] = json.loads(said.stdout.splitlines()[-1])
    return found


@both_ways
@pytest.mark.parametrize("where", ["heronsea-police", "larkfield-police"])
def test_who_can_ask_why_is_told_with_the_comparison(person: Enter, leads: dict[str, str], where: str, script: bool):
    lead = person(script=script, width=320 if script else 1280)
    lead.sign_in(leads[where], PASSWORD)
    lead.open("/my-work")
    lead.sees(HEADING)
    lead.sees("Assessing for 16.0 months; four in five of 11 comparable adoptions had moved on after 3.0")

    lead.open(f"/organisations/{where}")
    lead.sees(TOLD)
    lead.sees("no judgement of a force")
    if script:
        usable_by_everybody(lead.page)
    lead.page.get_by_role("heading", name=HEADING).locator("xpath=following-sibling::ul[1]").get_by_role("link").click()

    lead.reads_heading("How long adopting Rota swaps (example) takes")
    lead.sees(TOLD)
    expect(lead.main.get_by_role("link", name="Heronsea Police (example)")).to_be_visible()


def test_nobody_else_is_told_on_the_page_of_the_force(person: Enter, leads: dict[str, str]):
    stranger = person("lead", "Southvale")
    stranger.open("/organisations/heronsea-police")

    stranger.does_not_see(HEADING)
