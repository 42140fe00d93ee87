"""What is already written is put where the register asks for it; nothing is made up, and no person is taken over."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.rules.answers import tidy
from registry.rules.questions import schema
from registry.rules.written_up import KINDS, read
from registry.rules.written_up.passages import passages
from registry.rules.written_up.placing import cut
from registry.rules.written_up.words import book

OPTIONS = {question.code: dict(question.options) for question in schema().questions if question.options}
OPTIONS["techniques"] = {
    "none": "None: a way of working, not a technology",
    "machine-learning": "Machine learning",
    "speech-to-text": "Speech to text",
}
OPTIONS["users"] = {"control-room": "Control-room staff", "public": "The public"}

ATRS = """Tier 1 information

Name
Queue Lantern

Description
Sorts web reports by how soon somebody should read them.

Website URL
https://www.marchshire.example/lantern

Contact email
digital.desk@marchshire.example

Tier 2

1.1.4 - Senior responsible owner
Head of Contact, Marchshire Police

2.2.1 - Detailed description
A model reads each report and proposes a place in the queue. Ring Jo on 01632 960123 or write to jo.hale@marchshire.example.

2.2.5 - Alternatives considered
Keeping the order of arrival.

Phase
Beta/Pilot

Model type
Machine learning, random forest

Human decisions
A person decides which report is read first.

Favourite colour of the panel

2.4.9 - Something of their own
Kept nowhere else.
"""
CASE = """# Business case

Title: Lantern for web reports
Author: Jo Hale

## Problem
Reports wait for days.

## Options considered
Do nothing. Hire readers.

## Costs
About 12,000 pounds to begin with.

## Running costs
4,000 pounds a year.

## Benefits
Urgent reports are read sooner.

## Risks
The model may miss some.
"""
ENTRY = """Aim: Read urgent reports first.
Contact: Jo Hale
Email: jo.hale@marchshire.example
Stage of practice: The practice is implemented
Start date: 3/4/2024
Target group: Control-room staff
Problem
Reports wait for days.
Intended outcome
Shorter waits.
Does it work?: Untested
"""


def answers(text: str, kind: str) -> dict:
    return read(text, kind, schema(), OPTIONS).answers


class TestATransparencyRecord:
    def test_its_headings_are_placed(self):
        assert answers(ATRS, "atrs") == {
            "name": "Queue Lantern",
            "summary": "Sorts web reports by how soon somebody should read them.",
            "phase": "beta-pilot",
            "links": "https://www.marchshire.example/lantern",
            "contact_mailbox": "digital.desk@marchshire.example",
            "senior_owner": "Head of Contact, Marchshire Police",
            "description": "A model reads each report and proposes a place in the queue. Ring Jo on   or write to  .",
            "alternatives": "Keeping the order of arrival.",
            "techniques": ["machine-learning"],
            "decider": "person",
        }

    def test_what_has_no_place_is_shown(self):
        found = read(ATRS, "atrs", schema(), OPTIONS)

        assert any("Kept nowhere else." in passage.text for passage in found.left)
        assert found.dropped == 2

    @pytest.mark.parametrize(
        "table",
        [
            "name,description,contact_email,phase\nQueue Lantern,Sorts reports.,desk@m.example,Production\n",
            'name,Queue Lantern\ndescription,"Sorts reports."\ncontact_email,desk@m.example\nphase,Production\n',
        ],
    )
    def test_a_table_of_attribute_names_is_read_either_way(self, table):
        assert answers(table, "atrs") == {
            "name": "Queue Lantern",
            "summary": "Sorts reports.",
            "contact_mailbox": "desk@m.example",
            "phase": "production",
        }


class TestOtherDocuments:
    def test_a_business_case(self):
        found = answers(CASE, "business-case")

        assert found["name"] == "Lantern for web reports"
        assert found["problem_detail"] == "Reports wait for days."
        assert found["cost_setup"] == "About 12,000 pounds to begin with."
        assert found["cost_yearly"] == "4,000 pounds a year."
        assert found["lessons"] == "The model may miss some."
        assert "Hale" not in str(found)

    def test_an_entry_of_the_practice_bank(self):
        found = answers(ENTRY, "practice-bank")

        assert found == {
            "summary": "Read urgent reports first.",
            "phase": "production",
            "in_use_since": found["in_use_since"],
            "users": ["control-room"],
            "problem_detail": "Reports wait for days.",
            "benefit_expected": "Shorter waits.\nDoes it work?: Untested",
        }

    def test_a_text_that_is_too_long_is_cut_at_a_sentence_and_the_rest_is_shown(self):
        sentence = "Reports are read in the order that they came. "
        found = read("Aim: " + sentence * 9, "practice-bank", schema(), OPTIONS)

        kept, rest = found.answers["summary"], found.left[0].text
        assert kept.endswith(".")
        assert len(kept) <= 200
        assert f"{kept} {rest}" == (sentence * 9).strip()

    def test_a_choice_that_is_not_on_the_list_is_left(self):
        found = read("Phase\nSomewhere in between", "atrs", schema(), OPTIONS)

        assert found.answers == {}
        assert found.left[0].text == "Somewhere in between"


@pytest.mark.parametrize("kind", KINDS)
def test_every_heading_leads_to_a_question_that_is_asked(kind):
    codes = {question.code for question in schema().questions}

    assert set(book(kind).codes.values()) - {""} <= codes


HEADINGS = sorted({heading for kind in KINDS for heading in book(kind).codes})
TEXTS = st.lists(
    st.one_of(st.sampled_from(HEADINGS), st.sampled_from(HEADINGS).map(lambda one: one + ": "), st.text(max_size=60)),
    max_size=20,
).map("\n".join)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(KINDS))
def test_any_text_is_read_and_nothing_is_made_up(text, kind):
    found = read(text, kind, schema(), OPTIONS)

    chosen = {one.question.code for one in found.placed if one.question.options or one.question.vocabulary}
    for one in found.placed:
        if one.question.code in chosen or one.question.kind in ("date", "number", "money"):
            continue
        said = "\n".join(one.answer) if isinstance(one.answer, list) else str(one.answer)
        assert set(re.findall(r"[a-z0-9]+", said)) <= set(re.findall(r"[a-z0-9]+", tidy(text)))


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.text(max_size=300), st.integers(1, 300))
def test_cutting_loses_nothing_but_space(text, most):
    kept, rest = cut(text, most)

    assert len(kept) <= most
    assert "".join((kept + rest).split()) == "".join(text.split())


def test_a_very_long_line_is_read_in_time_that_grows_with_it():
    assert passages("0" * 400_000, book("atrs"))[0].heading == ""
    assert read("1" * 400_000, "atrs", schema(), OPTIONS).answers == {}
