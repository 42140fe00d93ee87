"""Rules as data: what one may name, which records it applies to, and the ones the register is supplied with."""

from datetime import date

import pytest
import yaml

from config import ROOT
from registry.rules import prechecks
from registry.rules.expressions import Sort
from registry.rules.prechecks import BadRule
from registry.rules.questions import numbers, schema
from registry.rules.words import Severity
from tests import factories as f

OPTIONS = {"phase": {"production": "Production"}, "decider": {"person": "A person", "tool": "The tool itself"}}
RULE = {
    "title": "No summary",
    "severity": "failure",
    "expression": "summary is empty",
    "fix": "Write one.",
    "question": "summary",
    "active": True,
}
FACTS = {"today": date(2026, 11, 23), "version": None, "contracts": 0, "owner_kind": "force"}
SEEDS = yaml.safe_load((ROOT / "seed" / "prechecks.yaml").read_text(encoding="utf-8"))["prechecks"]
LISTS = {
    "problem": "problems",
    "category": "categories",
    "technique": "techniques",
    "user_group": "user_groups",
    "system": "systems",
}
NEWEST = max(numbers())
MINIMUM = {**f.CONTENT, "name": "Call helper"}


def every_option() -> dict[str, dict[str, str]]:
    """The answers of every list, as the seed files give them."""
    words = yaml.safe_load((ROOT / "seed" / "vocabularies.yaml").read_text(encoding="utf-8"))
    own = {code: dict(question.options) for code, question in prechecks.questions().items() if question.options}
    listed = {
        code: {row["code"]: row["label"] for row in words[LISTS[question.vocabulary]]}
        for code, question in prechecks.questions().items()
        if question.vocabulary in LISTS
    }
    return own | listed


def wrong_with(**changed) -> dict[str, str]:
    with pytest.raises(BadRule) as refused:
        prechecks.checked({**RULE, **changed}, OPTIONS, ["Name is the summary"])
    return refused.value.fields


class TestWhatMayBeKept:
    def test_is_tidied(self):
        kept = prechecks.checked({**RULE, "title": "  No\n summary "}, OPTIONS, [])

        assert (kept["title"], kept["severity"], kept["active"]) == ("No summary", Severity.FAILURE, True)

    @pytest.mark.parametrize(
        ("part", "value"),
        [
            ("title", " "),
            ("title", "x" * 121),
            ("title", "name IS the summary"),
            ("severity", "fatal"),
            ("severity", None),
            ("expression", ""),
            ("expression", "summary is"),
            ("fix", ""),
            ("fix", "x" * 1_001),
            ("question", "nonsense"),
        ],
    )
    def test_says_what_is_wrong_with_each_part(self, part, value):
        assert set(wrong_with(**{part: value})) == {part}

    def test_says_all_of_it_at_once(self):
        assert set(wrong_with(title="", fix="", severity="", expression="phase = 1")) == {
            "title",
            "fix",
            "severity",
            "expression",
        }

    def test_marks_an_answer_that_is_not_on_the_list(self):
        with pytest.raises(BadRule) as refused:
            prechecks.checked({**RULE, "expression": 'decider = "nobody"'}, OPTIONS, [])

        assert refused.value.place is not None
        assert refused.value.place.parts == ("decider = ", '"nobody"', "")


class TestWhatARuleMayName:
    def test_is_every_question_that_was_ever_asked_and_four_facts(self):
        asked = {question.code for number in numbers() for question in schema(number).questions}

        assert set(prechecks.all_fields({})) == asked | {"today", "version", "contracts", "owner_kind"}

    def test_no_question_has_the_code_of_a_fact(self):
        assert not set(prechecks.questions()) & {fact.code for fact in prechecks.FACTS}

    @pytest.mark.parametrize(
        ("code", "sort"),
        [
            ("summary", Sort.TEXT),
            ("phase", Sort.CHOICE),
            ("personal_data", Sort.CHOICE),
            ("techniques", Sort.CHOICES),
            ("contact_mailbox", Sort.TEXT),
            ("funded_until", Sort.DATE),
            ("cost_yearly_amount", Sort.NUMBER),
            ("weeks_to_adopt", Sort.NUMBER),
            ("data_sources", Sort.TEXT),
        ],
    )
    def test_has_the_sort_of_its_answers(self, code, sort):
        assert prechecks.all_fields({})[code].sort is sort


class TestApplying:
    def test_a_rule_reads_answers_and_facts(self):
        assert prechecks.finds('contracts = 0 and owner_kind = "force"', 1, {}, FACTS) is True
        assert prechecks.finds("version is empty", 1, {}, {**FACTS, "version": 3}) is False

    def test_a_rule_that_names_what_a_record_was_not_asked_does_not_apply(self):
        assert prechecks.finds("explanation is empty", 1, {}, FACTS) is None
        assert prechecks.finds("explanation is empty", NEWEST, {}, FACTS) is True

    def test_an_answer_cannot_pass_for_a_fact(self):
        assert prechecks.finds("contracts = 0", 1, {"contracts": 5}, FACTS) is True

    def test_it_is_known_which_facts_a_rule_asks_for(self):
        assert prechecks.asks("contracts = 0 and explanation is empty", "contracts")
        assert not prechecks.asks("explanation is empty", "contracts")


class TestTheRulesSupplied:
    @pytest.mark.parametrize("row", SEEDS, ids=lambda row: row["code"])
    def test_may_be_kept(self, row):
        others = [other["title"] for other in SEEDS if other is not row]

        kept = prechecks.checked({**row, "active": True}, every_option(), others)

        assert kept["expression"] == row["expression"]
        assert prechecks.finds(row["expression"], NEWEST, MINIMUM, FACTS) is not None

    def test_no_failure_is_found_in_a_record_with_the_required_answers_alone(self):
        failures = [row for row in SEEDS if row["severity"] == "failure"]

        assert failures
        assert not [row for row in failures if prechecks.finds(row["expression"], NEWEST, MINIMUM, FACTS)]

    @pytest.mark.parametrize(
        ("code", "answers"),
        [
            ("protective-marking", {"description": "Marked Official-Sensitive"}),
            ("facial-recognition-is-personal-data", {"techniques": ["facial-recognition"]}),
            ("in-use-in-the-future", {"in_use_since": "2026-11-24"}),
            ("tool-decides-without-explanation", {"decider": "tool", "explanation": "In a letter"}),
            ("ai-without-decision-point", {"techniques": ["speech-to-text"]}),
            ("ai-without-explanation", {"techniques": ["rules", "machine-learning"]}),
            ("generative-ai-without-model", {"techniques": ["generative-ai"]}),
            ("special-category-not-answered", {"personal_data": "yes"}),
            ("prices-in-public-text", {"description": "It costs £5 a call"}),
            ("funding-ends-soon", {"funded_until": "2027-05-22"}),
            ("summary-too-short", {"summary": "Answers calls"}),
            ("summary-repeats-the-name", {"summary": "CALL  helper"}),
            ("mailbox-of-a-public-mail-service", {"contact_mailbox": "calls@gmail.com"}),
            ("law-enforcement-processing-not-answered", {"personal_data": "yes"}),
            ("supplier-without-contract", {"supply": "both", "supplier": "A supplier"}),
            ("production-without-lessons", {}),
        ],
    )
    def test_find_what_they_are_for(self, code, answers):
        [row] = [row for row in SEEDS if row["code"] == code]

        assert prechecks.finds(row["expression"], NEWEST, {**MINIMUM, **answers}, FACTS)

    def test_every_one_is_tried_above(self):
        mark = next(mark for mark in self.test_find_what_they_are_for.pytestmark if mark.name == "parametrize")

        assert {row["code"] for row in SEEDS} == {code for code, _answers in mark.args[1]}
