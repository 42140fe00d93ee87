"""What several journeys begin with: a record that was written, submitted and published through the pages."""

import itertools
import os
import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random
from urllib.parse import urlencode

from playwright.sync_api import expect

from tests.journeys.people import Person

numbers = itertools.count(1)
Enter = Callable[..., Person]


def new_name(what: str) -> str:
    """A name that no other record has, nor one that could be taken for it."""
    return f"{what} {invented(f'{os.getpid()}-{next(numbers)}', 3).title()}"


def invented(seed: str, count: int) -> str:
    """So many words that nobody uses."""
    letters = Random(seed)
    return " ".join("".join(letters.choices("abdefgiklmnoprstu", k=9)) for _ in range(count))


def in_days(days: int) -> str:
    """A day from today, as it is typed."""
    day = date.today() + timedelta(days=days)  # noqa: DTZ011  typed by a person who looks at a calendar
    return f"{day.day} {day.month} {day.year}"


def one_line(name: str) -> str:
    """What a tool does, in words that no other record uses, so that none is taken for another."""
    return f"{invented(name, 5).capitalize()}."


def begins(writer: Person, name: str, summary: str = "") -> str:
    """Register a name and one line, whatever is like it already; returns the address of the record."""
    writer.open("/register")
    writer.fill("What is it called?", name)
    writer.fill("What does it do, in one line?", summary or one_line(name))
    writer.press("Save and continue")
    anyway = writer.main.get_by_role("button", name="Register it anyway")
    expect(anyway.or_(writer.page.get_by_role("heading", level=1, name=name))).to_be_visible()
    if anyway.count():
        anyway.click()
    writer.reads_heading(name)
    return writer.page.url.partition("/edit")[0]


def answers_everything(writer: Person, *, visibility: str = "Everyone") -> None:
    """Everything that is still asked for, section by section."""
    writer.follow("About the tool")
    writer.choose("Beta or pilot", of="How far has it come?")
    writer.press("Save and continue")
    writer.reads_heading("The problem and who uses it")
    writer.choose("Office paperwork", of="Which problems does it help with?")
    writer.choose("Automation and office assistants", of="What kind of tool is it?")
    writer.choose("Response officers", of="Who uses it?")
    writer.press("Save and continue")
    writer.reads_heading("How it works")
    writer.choose("None: a way of working", of="Which techniques does it use?")
    writer.choose("A person", of="Who makes the decision")
    writer.press("Save and continue")
    writer.reads_heading("Data used")
    writer.choose("Not sure", of="Does it use personal data?")
    writer.press("Save and continue")
    writer.reads_heading("Supplier")
    writer.choose("Built in-house", of="Where does it come from?")
    writer.press("Save and continue")
    writer.reads_heading("Contact")
    writer.fill("Which role answers questions", "Digital projects officer")
    writer.fill("Team mailbox", "innovation@northmarch.example")
    writer.press("Save and continue")
    writer.reads_heading("Who may see it")
    writer.choose(visibility, of="Who may see this record?")
    writer.press("Save and continue")


def submits(lead: Person, address: str) -> None:
    """Check a complete record and send it to review, with its release."""
    lead.open(f"{address}/submit")
    lead.fill("Who released it?", "Information security officer")
    lead.give_day("When?", in_days(0))
    lead.fill("Under which reference?", "TEST-RELEASE-1")
    lead.choose(re.compile("OFFICIAL only"))
    lead.press("Submit for review")
    lead.sees("The record is in review.")


def publishes(reviewer: Person, address: str) -> None:
    """Read a record in the queue and publish it."""
    reviewer.open(f"{address}/review")
    reviewer.press("Publish")
    reviewer.sees("The record is published.")


def a_published_tool(person: Enter, name: str, summary: str = "") -> str:
    """The address of a new public record of Northmarch's lead, sent form by form without looking at each page."""
    lead, reviewer = person("lead", "Northmarch"), person("reviewer")
    address = registers(lead, {"name": name, "summary": summary or one_line(name)})
    for section, answers in ({"about": {"name": name, "phase": "beta-pilot"}} | ANSWERS).items():
        sends(lead, f"{address}/edit/{section}", answers)
    release = {"role": "Information security officer", "reference": "TEST-RELEASE-2", "agreed": "y"}
    sends(lead, f"{address}/submit", {**release, "released_on": in_days(0).split()})
    sends(reviewer, f"{address}/review", {}, to=f"{address}/review/publish")
    return address


ANSWERS = {
    "problem-and-users": {"problems": "office-paperwork", "category": "automation", "users": "response"},
    "how-it-works": {"techniques": "none", "decider": "person"},
    "data": {"personal_data": "not-sure"},
    "supplier": {"supply": "in-house"},
    "contact": {
        "contact_role": "Digital projects officer",
        "contact_mailbox": "innovation@northmarch.example",
    },
    "sharing": {"visibility": "public"},
}


def registers(lead: Person, answers: Mapping[str, str]) -> str:
    """Send the form of a new record, and again if it shows what is like it; returns the record's address."""
    landed, page = "/register", lead.page.request.get("/register").text()
    for _time in range(2):
        if landed.endswith("/register"):
            body = urlencode({**hidden(page), **answers})
            headers = {"Content-Type": "application/x-www-form-urlencoded", "Referer": lead.page.url}
            answer = lead.page.request.post("/register", data=body, headers=headers)
            landed, page = answer.url, answer.text()
    return landed.partition("/edit")[0]


def sends(someone: Person, path: str, answers: Mapping[str, str | list[str]], to: str = "") -> str:
    """Send the form of a page with these answers; returns the address that it leads to."""
    page = someone.page.request.get(path).text()
    return posted(someone, to or path, urlencode({**hidden(page), **answers}, doseq=True))


def posted(someone: Person, path: str, body: str) -> str:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Referer": someone.page.url}
    answer = someone.page.request.post(path, data=body, headers=headers)
    assert answer.ok, f"{path}: {answer.status} {answer.text()}"
    return answer.url


def hidden(page: str) -> dict[str, str]:
    """The token and the revision that a page carries."""
    fields = re.findall(r"<input[^>]*>", page)
    named = {
        name: field for field in fields for name in ("csrf_token", "revision", "seen") if f'name="{name}"' in field
    }
    return {name: "".join(re.findall(r'value="([^"]*)"', field)) for name, field in named.items()}


def records(lead: Person, address: str, stage: str, since: str, proof: dict[str, str], seen_by: str = "") -> None:
    """Say at which stage one's own force is, with what the stage asks for."""
    lead.open(f"{address}/adoption")
    lead.choose(re.compile(f"^{stage}$"))
    lead.press("Continue")
    lead.main.get_by_label("Day", exact=True).fill(since.split()[0])
    lead.main.get_by_label("Month", exact=True).fill(since.split()[1])
    lead.main.get_by_label("Year", exact=True).fill(since.split()[2])
    for label, text in proof.items():
        lead.fill(label, text)
    if seen_by:
        lead.choose(re.compile(seen_by))
