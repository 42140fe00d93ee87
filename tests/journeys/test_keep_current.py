"""Keep it current: one link a month, disputes that are settled, safety notices that every adopter acknowledges."""

import hashlib
import re
import secrets
import time
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.journeys.acts import Enter, a_published_tool, in_days, new_name, records
from tests.journeys.conftest import Copy
from tests.journeys.people import both_ways

pytestmark = pytest.mark.journey
PATIENCE = 40  # seconds until the worker has sent a mail
LIVE = {
    "What do you count as a unit?": "teams",
    "How many units could use it?": "18",
    "How many of them use it now?": "12",
}


def mailed(folder: Path, begins: str, holds: str, address: str = "") -> bool:
    """Whether a mail of a kind that holds these words, to an address, is sent once the worker has had its turn."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for file in folder.glob(f"{begins}*.eml"):
            mail = message_from_bytes(file.read_bytes(), policy=policy.default)
            body = mail.get_body(("plain",))
            if body is not None and address in mail["To"] and holds in mail["Subject"] + body.get_content():
                return True
        time.sleep(0.2)
    return False


def a_link(running: Copy, slug: str) -> str:
    """The adoption is old, and its lead was mailed a link to confirm it: the address in that mail."""
    token, now, engine = (
        secrets.token_urlsafe(32),
        datetime.now(UTC),
        create_engine(running.environment["DATABASE_URL"]),
    )
    values = {
        "slug": slug,
        "day": f"{now:%Y-%m-%d}",
        "now": f"{now:%Y-%m-%d %H:%M:%S.%f}",
        "later": f"{now + timedelta(days=5):%Y-%m-%d %H:%M:%S.%f}",
        "hash": hashlib.sha256(token.encode()).hexdigest(),
    }
    adoption = "SELECT id FROM adoption WHERE tool_id = (SELECT id FROM tool WHERE slug = :slug)"
    with engine.begin() as connection:
        for statement in (
            f"UPDATE adoption SET expires_on = :day WHERE id = ({adoption})",
            "INSERT INTO due_link (person_id, created_at, expires_at) "
            "SELECT id, :now, :later FROM person WHERE email = 'lead@southvale.example'",
            "INSERT INTO due_link_key (token_hash, due_link_id) SELECT :hash, max(id) FROM due_link",
            "INSERT INTO due_link_fact (due_link_id, kind, fact_id, revision, organisation_id) "
            "SELECT (SELECT max(id) FROM due_link), 'adoption', id, revision, organisation_id FROM adoption "
            f"WHERE id = ({adoption})",
        ):
            connection.execute(text(statement), values)
    engine.dispose()
    return f"/due/link?key={token}"


@both_ways
def test_what_is_due_is_confirmed_by_the_link_without_signing_in(person: Enter, running: Copy, script: bool):
    name = new_name("Locker plan")
    address = a_published_tool(person, name)
    lead = person("lead", "Southvale")
    records(lead, address, "Live", in_days(-40), LIVE, seen_by="Everybody")
    lead.press("Record as live")
    lead.sees("is recorded as live.")
    path = a_link(running, address.rpartition("/")[2])
    holder = person(script=script)
    holder.open(path)
    holder.reads_heading("Is this still true?")
    holder.press("Still true")
    holder.sees("Tick what has not changed")

    holder.choose(re.compile(name))
    holder.press("Still true")

    holder.reads_heading("Thank you: it is confirmed")
    again = holder.open(path)
    assert again is not None
    assert again.status == 404


@both_ways
def test_what_somebody_doubts_is_answered_and_never_ticked(person: Enter, script: bool):
    name = new_name("Kiosk plan")
    address = a_published_tool(person, name)
    lead, owner = person("lead", "Southvale", script=script), person("lead", "Northmarch", script=script)
    records(lead, address, "Live", in_days(-40), LIVE, seen_by="Everybody")
    lead.press("Record as live")
    lead.sees("is recorded as live.")
    owner.open(f"{address}/query/southvale")
    owner.fill("What do you doubt, and why?", "We heard of six teams only.")
    owner.press("Send the query")
    owner.reads_heading(re.compile("Question to Southvale"))

    lead.open("/due")

    lead.sees("Disputed or queried: no tick confirms these")
    assert lead.main.get_by_role("checkbox", name=re.compile(name)).count() == 0
    lead.follow(re.compile(rf"Read and answer the query\s*: {name}"))
    lead.sees("We heard of six teams only.")
    lead.fill("Your answer", "Twelve since May.")
    lead.press("Send the answer")
    lead.open("/due")
    lead.does_not_see(name)
    owner.open("/my-work")
    owner.follow(name)
    owner.sees("Twelve since May.")


def test_a_force_disputes_what_a_source_reports_and_the_registrar_settles_it(person: Enter, running: Copy):
    name = new_name("Gate watch")
    address = a_published_tool(person, name)
    reported(running, address.rpartition("/")[2], "southvale")
    lead = person("lead", "Southvale")
    lead.open(f"{address}/adoption")
    lead.follow("No, this is not so")
    lead.fill("What is not so? Say what is true instead", "We only went to see it.")
    lead.press("Dispute it")
    lead.sees("It is disputed from now on and counts only as disputed.")
    registrar = person("registrar")
    registrar.open("/my-work")
    registrar.follow(name)
    registrar.reads_heading("Settle a dispute")
    registrar.sees("We only went to see it.")

    registrar.choose("Withdraw it")
    registrar.fill("Why? Both sides read it", "The source names a visit and no use.")
    registrar.press("Settle it")

    registrar.sees("The dispute is settled. Both sides are told.")
    visitor = person()
    visitor.open(address)
    visitor.sees("No force is named yet.")
    assert mailed(running.folder / "mail", "adoption-settled", name)


def reported(running: Copy, slug: str, organisation: str) -> None:
    """A published source names the force as a user of the tool."""
    engine = create_engine(running.environment["DATABASE_URL"])
    with engine.begin() as connection:
        places = connection.execute(
            text("SELECT (SELECT id FROM tool WHERE slug = :slug), (SELECT id FROM organisation WHERE slug = :place)"),
            {"slug": slug, "place": organisation},
        ).one()
        now = time.strftime("%Y-%m-%d %H:%M:%S.000000")
        connection.execute(
            text(
                "INSERT INTO adoption (tool_id, organisation_id, episode, is_current, stage, since, since_precision, standing, "
                "visibility, changed_at, revision, synthetic) VALUES (:tool, :place, 1, true, 'live', '2026-01-05', 'day', "
                "'reported', 'public', :now, 1, true)"
            ),
            {"tool": places[0], "place": places[1], "now": now},
        )
        connection.execute(
            text(
                "INSERT INTO stage_event (adoption_id, verb, stage, happened_on, precision, happened_by, recorded_at, standing, "
                "proof, source) SELECT id, 'record', 'live', '2026-01-05', 'day', false, :now, 'reported', '{}', 'A paper' "
                "FROM adoption WHERE tool_id = :tool AND organisation_id = :place"
            ),
            {"tool": places[0], "place": places[1], "now": now},
        )
    engine.dispose()


def test_a_safety_notice_reaches_the_adopter_who_acknowledges_it(person: Enter, running: Copy):
    name = new_name("Night desk")
    address = a_published_tool(person, name)
    southvale = person("lead", "Southvale")
    records(southvale, address, "Live", in_days(-40), LIVE, seen_by="Everybody")
    southvale.press("Record as live")
    owner = person("lead", "Northmarch")
    owner.open(address)
    owner.follow("Issue a safety notice")
    owner.fill("What is unsafe, and what must be done?", "Switch it off at night.")
    owner.press("Issue it")
    owner.sees("0 of 1 have acknowledged it")
    path = owner.page.url.removeprefix(running.address)
    assert mailed(running.folder / "mail", "safety-notice", path, "innovation@southvale.example")

    southvale.open("/my-work")
    southvale.main.locator(f"a[href='{path}']").first.click()
    southvale.sees("Switch it off at night.")
    southvale.press(re.compile("^We have taken note"))

    southvale.sees("It is recorded that your force has taken note.")
    owner.open(path)
    owner.sees("1 of 1 have acknowledged it")
