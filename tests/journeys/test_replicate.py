"""Replicate: a force says where it stands, and nobody says it for them."""

import re
import time
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect
from sqlalchemy import create_engine, text

from tests.journeys.acts import Enter, a_published_tool, hidden, in_days, new_name, records
from tests.journeys.conftest import Copy
from tests.journeys.people import Person, both_ways

pytestmark = pytest.mark.journey
LIVE = {
    "What do you count as a unit?": "teams",
    "How many units could use it?": "18",
    "How many of them use it now?": "12",
}
PATIENCE = 30  # seconds until the worker has sent a mail


def chooses(lead: Person, address: str, stage: str) -> None:
    lead.open(f"{address}/adoption")
    lead.choose(re.compile(f"^{stage}$"))
    lead.press("Continue")


@pytest.mark.both
@both_ways
def test_a_force_enters_at_the_stage_that_is_true_with_its_proof(person: Enter, script: bool):
    address = a_published_tool(person, new_name("Door log"))
    lead = person("lead", "Southvale", script=script)
    lead.open(address)
    lead.follow("We use this too")
    records(lead, address, "Live", in_days(-40), LIVE, seen_by="Everybody")

    lead.press("Record as live")

    lead.sees("is recorded as live.")
    lead.sees("12 of 18")
    visitor = person(script=script)
    visitor.open(address)
    force = visitor.main.get_by_role("row").filter(has=visitor.page.get_by_role("link", name=re.compile("^Southvale")))
    expect(force.first).to_contain_text(re.compile("Live.*confirmed", re.DOTALL))
    visitor.does_not_see("12 of 18 teams")


@both_ways
def test_live_without_its_proof_is_refused_by_name(person: Enter, script: bool):
    address = a_published_tool(person, new_name("Gate list"))
    lead = person("lead", "Southvale", script=script)
    records(lead, address, "Live", in_days(-1), {"What do you count as a unit?": "teams"})

    lead.press("Record as live")

    lead.sees("There is a problem")
    expect(lead.page).to_have_title(re.compile("^Error: "))
    expect(lead.page.get_by_label("What do you count as a unit?")).to_have_value("teams")
    lead.open(f"{address}/adoption")
    lead.sees("Nothing is recorded yet.")


def test_the_owner_cannot_say_it_for_another_force_and_the_attempt_is_kept(person: Enter, running: Copy):
    address = a_published_tool(person, new_name("Desk plan"))
    owner = person("lead", "Northmarch")
    shown = owner.open(f"{address}/adoption?organisation=southvale")
    assert shown is not None
    assert shown.status in (403, 404)
    before = refusals(running)
    form = owner.page.request.get(f"{address}/adoption?to=interested").text()
    said = {**hidden(form), "happened_on": ["", "", "2026"], "visibility": "public"}
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Referer": running.address}

    sent = owner.page.request.post(
        f"{address}/adoption?to=interested&organisation=southvale", data=urlencode(said, doseq=True), headers=headers
    )

    assert sent.status in (403, 404)
    assert refusals(running) == before + 1
    visitor = person()
    visitor.open(address)
    visitor.sees("No force is named yet.")


def refusals(running: Copy) -> int:
    """How many refusals the audit trail holds."""
    engine = create_engine(running.environment["DATABASE_URL"])
    with engine.connect() as connection:
        number: int = connection.scalar(text("SELECT count(*) FROM event WHERE kind = 'refused'")) or 0
    engine.dispose()
    return number


@both_ways
def test_a_force_declines_and_says_why(person: Enter, script: bool):
    address = a_published_tool(person, new_name("Tyre check"))
    lead = person("lead", "Southvale", script=script)
    records(lead, address, "Interested", in_days(-60), {}, seen_by="Everybody")
    lead.press("Record as interested")
    chooses(lead, address, "Declined")
    lead.give_day("When did your force decline it?", in_days(-2))
    lead.press("Decline it")
    lead.sees("There is a problem")

    lead.choose("Funding")
    lead.fill("Why? Tell it without blame", "Two other systems run out first.")
    lead.press("Decline it")

    lead.sees("is recorded as declined.")
    visitor = person(script=script)
    visitor.open(address)
    visitor.sees("Barriers: Funding")
    visitor.does_not_see("Two other systems run out first.")


@both_ways
def test_a_force_pauses_resumes_stops_and_puts_a_slip_right(person: Enter, script: bool):
    address = a_published_tool(person, new_name("Night rota"))
    lead = person("lead", "Southvale", script=script)
    pilot = {"What is in the pilot?": "One station", "What was the figure before": "9 minutes, in May"}
    records(lead, address, "Piloting", in_days(-50), pilot)
    lead.press("Record as piloting")
    chooses(lead, address, "Paused")
    lead.give_day("When was it paused?", in_days(-30))
    lead.choose("Capacity")
    lead.fill("Why? Tell it without blame", "The trainer was on leave.")
    lead.press("Pause it")
    lead.sees("is recorded as paused.")
    chooses(lead, address, "Piloting")
    lead.give_day("When did the pilot begin?", in_days(-20))
    lead.press("Resume it")
    lead.sees("is recorded as piloting.")
    chooses(lead, address, "Stopped")
    lead.give_day("When was it stopped?", in_days(-1))
    lead.choose("Skills")
    lead.fill("Why? Tell it without blame", "Too few people knew it.")
    lead.press("Stop it")
    lead.sees("is recorded as stopped.")

    lead.follow("Put right: Stopped")
    lead.give_day("When was it stopped?", in_days(-3))
    lead.choose("Capacity")
    lead.fill("What was wrong?", "It was stopped two days earlier.")
    lead.press("Put it right")

    lead.sees("is recorded as stopped.")
    lead.sees("Wrong; put right later.")


@both_ways
def test_a_question_is_seen_in_both_forces_and_answered(person: Enter, running: Copy, script: bool):
    name = new_name("Van plan")
    address, question = a_published_tool(person, name), f"Who trained the first teams for {name}?"
    southvale = person("lead", "Southvale", script=script)
    records(southvale, address, "Live", in_days(-40), LIVE, seen_by="Everybody")
    southvale.press("Record as live")
    northmarch = person("lead", "Northmarch", script=script)
    northmarch.open(address)
    northmarch.follow("Ask this force: Southvale")
    northmarch.fill("Your question", question)

    northmarch.press("Send the question")

    northmarch.sees("Your question is sent to Southvale Constabulary (example).")
    path = northmarch.page.url.removeprefix(running.address)
    southvale.open("/my-work")
    southvale.main.locator(f"a[href='{path}']").first.click()
    southvale.sees(question)
    southvale.fill("Your answer", "A sergeant of the first station, in two mornings.")
    southvale.press("Send the answer")
    northmarch.open("/my-work")
    northmarch.main.locator(f"a[href='{path}']").first.click()
    northmarch.sees("A sergeant of the first station, in two mornings.")
    assert mail_to(running.folder / "mail", "innovation@southvale.example", path)
    outsider = person("reviewer", script=script)
    refused = outsider.open(path)
    assert refused is not None
    assert refused.status == 404


def mail_to(folder: Path, mailbox: str, link: str) -> bool:
    """Whether a mail to that mailbox with that link lies in the folder, once the worker has had its turn."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for file in folder.glob("enquiry-sent-*.eml"):
            mail = message_from_bytes(file.read_bytes(), policy=policy.default)
            body = mail.get_body(("plain",))
            if mail["To"] == mailbox and body is not None and link in body.get_content():
                return True
    return False
