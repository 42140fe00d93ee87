"""The language of pre-checks: what it says, what it refuses and where, and what an answer that is missing means."""

from datetime import date
from decimal import Decimal

import pytest

from registry.rules.expressions import DEEPEST, LONGEST, RESERVED, Field, Sort, Unreadable, holds, named, parse, printed
from registry.rules.prechecks import all_fields

FIELDS = {
    field.code: field
    for field in (
        Field("name", Sort.TEXT),
        Field("summary", Sort.TEXT),
        Field("lines", Sort.TEXT),
        Field("personal_data", Sort.CHOICE, options=("yes", "no", "not-sure")),
        Field("phase", Sort.CHOICE, options=("beta-pilot", "production")),
        Field("techniques", Sort.CHOICES, options=("none", "drone", "rules")),
        Field("cost", Sort.NUMBER),
        Field("until", Sort.DATE),
        Field("today", Sort.DATE),
    )
}
ANSWERS = {
    "name": "Call Helper",
    "summary": "Answers  routine calls",
    "lines": ["Calls", "Crime records"],
    "personal_data": "yes",
    "phase": "production",
    "techniques": ["drone", "rules"],
    "cost": 1200,
    "until": "2027-03-31",
    "today": date(2026, 11, 23),
}


def true_of(expression: str, **answers) -> bool:
    return holds(parse(expression, FIELDS), {**ANSWERS, **answers})


def refusal(expression: str) -> Unreadable:
    with pytest.raises(Unreadable) as refused:
        parse(expression, FIELDS)
    return refused.value


class TestWhatARuleSays:
    @pytest.mark.parametrize(
        "expression",
        [
            'phase = "production"',
            "phase != 'beta-pilot'",
            "personal_data = yes",
            "personal_data = TRUE",
            'personal_data in [yes, "not-sure"]',
            'personal_data not in ["no"]',
            'name = "call  HELPER"',
            'summary contains "ROUTINE calls"',
            'summary not contains "officers"',
            'lines contains "crime"',
            'techniques contains "drone"',
            'techniques not contains "none"',
            'techniques in ["none", "rules"]',
            'techniques not in ["none"]',
            "length techniques = 2",
            "length name = 11",
            "cost >= 1200 and cost <= 1200.0 and cost < 1200.5 and cost > 1199 and cost in [1, 1200]",
            "until = 2027-03-31",
            "until < today + 6 months",
            "until > today + 18 weeks",
            "until - 1 year < today",
            "today + 1 day = 2026-11-24",
            "name is not empty and not name is empty",
            'phase = "beta-pilot" or phase = "production" and cost = 1200',
            "NOT (cost = 1 OR cost = 2)",
            "name != summary",
            '\n\tcost=1200\r\nand\nphase="production" ',
        ],
    )
    def test_is_true_of_this_record(self, expression):
        assert true_of(expression)

    @pytest.mark.parametrize(
        "expression",
        [
            'phase = "beta-pilot"',
            "name is empty",
            'techniques in ["none"]',
            'techniques contains "none"',
            "length summary < 10",
            "until >= today + 1 year",
            '(phase = "beta-pilot" or phase = "production") and cost = 1',
        ],
    )
    def test_is_false_of_this_record(self, expression):
        assert not true_of(expression)

    def test_and_binds_before_or(self):
        assert parse("cost = 1 or cost = 2 and cost = 3", FIELDS) == parse(
            "cost = 1 or (cost = 2 and cost = 3)", FIELDS
        )

    def test_the_whole_of_what_is_named_is_known(self):
        tree = parse(
            'name = summary or not (length lines > 3 and until < today + 2 days or techniques in ["none"])', FIELDS
        )

        assert named(tree) == {"name", "summary", "lines", "until", "today", "techniques"}


class TestDates:
    @pytest.mark.parametrize(
        ("expression", "day"),
        [
            ("2027-01-31 + 1 month", "2027-02-28"),
            ("2028-01-31 + 1 month", "2028-02-29"),
            ("2028-02-29 + 1 year", "2029-02-28"),
            ("2027-03-31 - 1 month", "2027-02-28"),
            ("2027-01-15 - 1 month", "2026-12-15"),
            ("2026-12-31 + 2 weeks", "2027-01-14"),
            ("2027-01-31 + 1 month + 1 day", "2027-03-01"),
        ],
    )
    def test_end_with_the_month(self, expression, day):
        assert true_of(f"until = {expression}", until=day)

    @pytest.mark.parametrize("shift", ["+ 9999 years", "- 9999 years", "- 9999 months - 9999 months - 9999 months"])
    def test_beyond_the_calendar_are_no_dates_and_compare_with_nothing(self, shift):
        assert not true_of(f"until < today {shift}")
        assert not true_of(f"until != today {shift}")


class TestAnAnswerThatIsMissing:
    @pytest.mark.parametrize("missing", [{}, None, "", [], "  "])
    @pytest.mark.parametrize(
        "expression",
        [
            '{} = "x"',
            '{} != "x"',
            '{} in ["x"]',
            '{} not in ["x"]',
            '{} contains "x"',
            '{} not contains "x"',
            "{} is not empty",
        ],
    )
    def test_makes_every_comparison_false(self, expression, missing):
        assert not true_of(expression.format("name"), name=missing)

    def test_is_empty_and_not_turns_that_and_the_rest_round(self):
        assert true_of("name is empty", name="")
        assert true_of("not name is not empty", name="")
        assert true_of('not name = "x"', name="")
        assert true_of("length name = 0 and length techniques = 0", name=None, techniques=None)

    def test_is_false_on_either_side(self):
        assert not true_of("name = summary", summary="")
        assert not true_of("summary contains name", name="")

    @pytest.mark.parametrize("unread", ["soon", "2027-13-01", 7, ["2027-01-01"], True, {}])
    def test_so_does_a_date_that_is_none(self, unread):
        assert true_of("until is empty and not until < today", until=unread)

    @pytest.mark.parametrize("unread", ["many", "NaN", "Infinity", ["1"], {}, "1,200"])
    def test_so_does_a_number_that_is_none(self, unread):
        assert true_of("cost is empty and not cost >= 0", cost=unread)


class TestARuleThatCannotBeRead:
    @pytest.mark.parametrize(
        ("expression", "line", "character", "says"),
        [
            ('personal_data = "maybe"', 1, 17, 'Its answers: "yes", "no", "not-sure"'),
            ('cost = 1 and\nphase = "retired"', 2, 9, "this is no answer to phase"),
            ('techniques contains "balloon"', 1, 21, "this is no answer to techniques"),
            ('techniques in ["none", "balloon"]', 1, 24, "this is no answer to techniques"),
            ('techniques = "none"', 1, 12, "ask with contains"),
            ('name < "m"', 1, 6, "compares numbers and dates, and name is text"),
            ("cost contains 3", 1, 6, "and cost is a number"),
            ("cost = today", 1, 8, "cost is a number and cannot be compared with a date"),
            ("name = 3", 1, 8, "name is text and cannot be compared with a number"),
            ("personal_data = 3", 1, 17, "expected one of them in quotes"),
            ("name = yes", 1, 8, "cannot be compared with yes or no"),
            ("length cost > 1", 1, 8, "length counts characters or chosen answers"),
            ("length name is empty", 1, 1, "is empty asks about an answer"),
            ("name + 3 days = today", 1, 6, "+ counts from a date, and name is text"),
            ("today + 1.5 days = until", 1, 9, "expected a whole number up to 9,999"),
            ("today + 99999 days = until", 1, 9, "expected a whole number up to 9,999"),
            ("today + 3 = until", 1, 11, "expected days, weeks, months or years"),
            ('"a" = "a"', 1, 1, "this compares two fixed values"),
            ("unknown = 1", 1, 1, "no question has the code unknown"),
            ("name", 1, 5, "expected =, !=, <"),
            ("name is", 1, 8, "expected empty or not empty, and the expression ends here"),
            ("name is not", 1, 12, "expected empty"),
            ("name not", 1, 9, "expected in or contains"),
            ("name in 3", 1, 9, "expected a list in square brackets"),
            ("name in []", 1, 10, "expected a text in quotes"),
            ('name in ["a" "b"]', 1, 14, "expected a comma, or ]"),
            ('name in ["a", summary]', 1, 15, "expected a text in quotes"),
            ("(cost = 1", 1, 10, "a closing bracket )"),
            ("cost = 1)", 1, 9, "expected and, or, or the end"),
            ("cost = 1 cost = 2", 1, 10, "expected and, or, or the end, and found cost"),
            ("cost = 1 and", 1, 13, "expected the code of a question"),
            ("not", 1, 4, "expected the code of a question"),
            ("", 1, 1, "the expression ends here"),
            ("until = 2027-02-29", 1, 9, "there is no such day as 2027-02-29"),
            ('name = "open', 1, 8, "expected the quote that ends this text"),
            ("cost = 1234567890123", 1, 8, "at most 12 digits"),
            ("name = “open”", 1, 8, "straight quotes"),
            ("cost ≤ 3", 1, 6, "write <="),
            ("cost && 3", 1, 6, "write the word and"),
        ],
    )
    def test_is_refused_with_its_place(self, expression, line, character, says):
        found = refusal(expression)

        assert (found.line, found.character) == (line, character)
        assert found.message.startswith(f"Line {line}, character {character}: ")
        assert says in found.message
        assert found.fields == {"expression": found.message}

    def test_shows_the_line_and_a_caret_beneath_the_place(self):
        assert refusal('cost = 1 or\nphase = "gone"').caret == 'phase = "gone"\n        ^'

    def test_is_marked_and_still_whole(self):
        found = refusal('personal_data = "maybe" and cost = 1')

        assert found.parts == ("personal_data = ", '"maybe"', " and cost = 1")

    @pytest.mark.parametrize(
        "expression",
        [
            "__import__('os').system('x') = 1",
            "name.__class__ = 1",
            "name[0] = 'a'",
            "length(name) > 3",
            "lambda: 0",
            "name ~ '.*'",
            "{{ name }} = 1",
            "name = f'{cost}'",
            "cost == 1",
            "cost * 2 = 4",
            "exec('x')",
        ],
    )
    def test_has_no_calls_attributes_or_patterns(self, expression):
        assert refusal(expression).message.startswith("Line 1, character ")

    @pytest.mark.parametrize(
        "expression",
        [
            "n\u0430me is empty",  # a Cyrillic letter
            "name\u00a0is empty",
            "name is\u200b empty",
            "\u202ename is empty",
            'name = "a\u202eb"',
            'name = "a\0b"',
            "\0",
            "cost = \u0661",  # an Arabic digit
            "co\u017ft = 1",
            "\ufeffname is empty",
            "name is empt\u0443",
            "\ud800",
        ],
    )
    def test_looks_like_one_that_can_and_is_refused(self, expression):
        assert refusal(expression).line == 1


class TestLimits:
    def test_a_rule_may_be_500_characters_long_and_no_longer(self):
        exactly = "cost = 1" + " " * (LONGEST - 8)

        assert parse(exactly, FIELDS)
        assert "at most 500 characters, and this has 501" in refusal(exactly + " ").message

    def test_a_very_long_text_is_refused_at_once(self):
        assert refusal("(" * 2_000_000).character == LONGEST + 1

    @pytest.mark.parametrize(("opening", "closing"), [("(", ")"), ("not ", ""), ("not (", ")")])
    def test_nesting_goes_8_deep_and_no_deeper(self, opening, closing):
        levels = DEEPEST // (2 if opening == "not (" else 1)

        assert parse(opening * levels + "cost = 1" + closing * levels, FIELDS)
        deeper = refusal(opening * (levels + 1) + "cost = 1" + closing * (levels + 1))
        assert "nested more than 8 deep" in deeper.message

    def test_brackets_side_by_side_are_not_nested(self):
        assert parse(" and ".join(["(cost = 1)"] * 20), FIELDS)

    def test_no_question_has_a_code_that_the_language_uses(self):
        assert not RESERVED & set(all_fields({}))


class TestPrinting:
    @pytest.mark.parametrize(
        ("written", "again"),
        [
            ("NOT(cost=1.50)", "not cost = 1.50"),
            ("name='a \"b\"'", "name = 'a \"b\"'"),
            ("(cost=1 or cost=2) and (cost=3)", "(cost = 1 or cost = 2) and cost = 3"),
            ("cost = 1 and (cost = 2 and cost = 3)", "cost = 1 and (cost = 2 and cost = 3)"),
            ("until<today+1 MONTHS-2 day", "until < today + 1 month - 2 days"),
            ("personal_data in[true,'no']", 'personal_data in [yes, "no"]'),
        ],
    )
    def test_writes_a_rule_plainly(self, written, again):
        assert printed(parse(written, FIELDS)) == again

    def test_keeps_numbers_exact(self):
        assert parse("cost = 0.1", FIELDS).right.value == Decimal("0.1")
