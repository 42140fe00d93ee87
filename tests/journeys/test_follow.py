"""Follow: a search is saved and its news told once by mail and by webhook, tools are compared and put aside, needs find answers, words find words."""

import email
import email.policy
import re
import subprocess
import sys
import time
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from playwright.sync_api import expect

from tests.journeys.acts import Enter, a_published_tool, invented, new_name
from tests.journeys.conftest import Copy
from tests.journeys.people import Person, both_ways
from tests.journeys.test_accessibility import usable_by_everybody
from tests.receiver import receiving

pytestmark = pytest.mark.journey
PATIENCE = 60  # seconds until the worker has done what follows
FOLLOWERS = {True: ("lead", "Southvale"), False: ("assurer",)}  # each is mailed once a day at most


def alerts(running: Copy) -> None:
    """Have written what is new in saved searches, without waiting for the worker's next round."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "alerts"]
    subprocess.run(command, env=running.environment, check=True, capture_output=True, timeout=120)


def mails(running: Copy, holding: str) -> list[EmailMessage]:
    """The mails that hold a text."""
    found = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in (running.folder / "mail").glob("*.eml")
    ]
    return [one for one in found if holding in one.get_body(("plain",)).get_content()]


def looked_at(someone: Person, script: bool) -> None:
    """The rules of accessibility are themselves a script."""
    if script:
        usable_by_everybody(someone.page)


def until(seen: Callable[[], object], otherwise: str) -> None:
    """Wait for what the worker does."""
    end = time.monotonic() + PATIENCE
    while not seen():
        assert time.monotonic() < end, otherwise
        time.sleep(0.1)


def until_found(someone: Person, words: str) -> None:
    """Look again until the index has the tool."""
    end = time.monotonic() + PATIENCE
    someone.open(f"/search?q={words}")
    while "0 tools" in someone.main.get_by_role("status").first.inner_text():
        assert time.monotonic() < end, "the index did not catch up"
        time.sleep(0.3)
        someone.open(f"/search?q={words}")


@both_ways
def test_a_saved_search_tells_of_a_new_tool_once_and_is_stopped_with_one_click(
    person: Enter, running: Copy, script: bool
):
    name = new_name("Follow")
    word = name.split()[-1].lower()
    reader = person(*FOLLOWERS[script], script=script)
    reader.open(f"/search?q={word}")
    reader.follow("Save this search")
    reader.fill("Name", f"News of {word}")
    reader.choose("At most once a day")
    reader.press("Save this search")
    reader.sees(f"News of {word}")

    a_published_tool(person, name)
    until_found(reader, word)
    alerts(running)
    until(lambda: mails(running, name), "no mail came")
    alerts(running)

    (mail,) = mails(running, name)
    link = re.search(r"/unsubscribe\?key=[^>]+", mail["List-Unsubscribe"]).group()
    visitor = person(script=script)
    visitor.open(link)
    visitor.reads_heading("Stop these mails?")
    visitor.press("Stop the mail")
    visitor.reads_heading("These mails are stopped")
    reader.open("/saved-searches")
    reader.sees("No mail")


@both_ways
def test_a_saved_search_tells_another_system_of_a_new_tool_once(person: Enter, running: Copy, script: bool):
    name = new_name("Hook")
    word = name.split()[-1].lower()
    reader = person("contributor", script=script)
    reader.open(f"/search?q={word}")
    reader.follow("Save this search")
    reader.fill("Name", f"Messages of {word}")
    reader.press("Save this search")
    reader.follow(f"Messages of {word}")
    reader.follow("Set up a webhook")
    reader.fill("Address", "https://169.254.169.254/latest/meta-data")
    reader.press("Set it up")
    reader.sees("no host of this name that can be reached from outside")
    with receiving() as there:
        reader.fill("Address", there.address)
        reader.press("Set it up")
        reader.reads_heading("The secret of your webhook")
        looked_at(reader, script)
        expect(reader.main.get_by_label("Signing secret")).to_have_value(re.compile("^whsec_"))
        reader.follow("Go on to the webhook")
        reader.press("Send a trial message")
        until(lambda: there.requests, "no trial came")

        a_published_tool(person, name)
        until_found(reader, word)
        alerts(running)
        until(there.tools, "no message came")
        alerts(running)

    assert there.tools() == [name]
    reader.open("/saved-searches")
    reader.follow(f"Messages of {word}")
    reader.follow("Its address, secret and log")
    reader.sees("1 tool")
    looked_at(reader, script)
    reader.press("Stop it")
    reader.sees("You stopped it.")
    for asks, leaves in (("Make another secret", "Cancel"), ("Delete the webhook", "Cancel")):
        reader.follow(asks)
        reader.reads_heading(re.compile(r"\?$"))
        looked_at(reader, script)
        reader.follow(leaves)


@both_ways
def test_tools_are_ticked_compared_put_aside_and_taken_along(person: Enter, script: bool):
    lead = person("contributor", script=script)
    lead.open("/search?q=redaction")
    boxes = lead.main.locator("input[name=tool]")
    for box in (boxes.nth(0), boxes.nth(1)):
        box.check()
    lead.press("Compare those ticked")

    lead.reads_heading("Compare tools")
    for part in ("What it is", "What was found", "Who uses it", "What it costs"):
        expect(lead.main.get_by_role("table", name=part)).to_be_visible()
    lead.sees("Not stated")
    lead.press("Add to shortlist")
    lead.reads_heading("Shortlist")
    for link, start in (("Download as PDF", b"%PDF"), ("Download for a spreadsheet", b"PK")):
        with lead.page.expect_download() as download:
            lead.follow(link)
        assert download.value.path().read_bytes().startswith(start)
    lead.press("Take off")
    lead.sees("Nothing is on your shortlist")


def test_a_search_in_vain_becomes_a_need_that_another_force_has_too_and_a_tool_answers(person: Enter):
    title = f"Need {invented('need', 2)}"
    poster = person("contributor", script=False)
    poster.open(f"/search?q={title.replace(' ', '+')}")
    poster.follow("Post this as a need")
    poster.fill("Describe it", "It takes too long.")
    poster.press("Post it")
    poster.reads_heading(re.compile(re.escape(title), re.IGNORECASE))
    poster.sees("None that you may see, yet")
    address = poster.page.url

    other = person("lead", "Southvale", script=False)
    other.open(address)
    other.press("We have this too")
    other.sees("Southvale Constabulary (example)")
    other.follow("Name a tool that may answer it")
    other.fill("Address of the page of a tool", "/tools/rapid-video-response")
    other.press("Name it")
    other.sees("Named by a member.")

    poster.open(address)
    poster.follow("It is met")
    poster.fill("Address of the page of a tool", "rapid-video-response")
    poster.press("Settle it as met")
    poster.sees("This met it.")


def test_a_new_group_of_words_finds_at_once(person: Enter):
    word = invented("synonym", 1)
    registrar, visitor = person("registrar"), person()
    visitor.open(f"/search?q={word}")
    visitor.sees("No tools match")

    registrar.open("/synonyms/new")
    registrar.fill("Words and phrases", f"{word}\nrapid video response")
    registrar.press("Continue")
    registrar.reads_heading("What the group would find")
    registrar.press("Save it and use it from now on")
    registrar.sees("The group is saved")

    visitor.open(f"/search?q={word}")
    visitor.sees("Also searched for related words:")
    visitor.follow("Rapid Video Response for domestic abuse")
