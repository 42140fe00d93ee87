"""New kinds of answer, answers in words, completeness, two who wrote at once, and moving to a newer schema."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.rules.answers import check
from registry.rules.completeness import completeness
from registry.rules.merging import sides
from registry.rules.moving import moved, newest
from registry.rules.questions import FOLDER, Kind, Question, Section, current, kept_in, schema
from registry.rules.readiness import missing
from registry.rules.wording import said

HUGE = "9" * 5_000
ODD = ["1e400", "-5", "NaN", "٣٤", "0x10", "12,50.5", "twelve", "\u202e12500", HUGE, "-0.01", "1_000"]
WHOLE = ["phase", "problems", "category", "techniques", "users", "supply", "visibility", "personal_data", "decider"]


def kept(code: str, typed: object) -> object:
    found, wrong = check([schema(2).question(code)], {code: typed}, {})
    assert wrong == {}
    return found[code]


def problem(code: str, typed: object) -> str:
    return check([schema(2).question(code)], {code: typed}, {})[1].get(code, "")


class TestNewKindsOfAnswer:
    @pytest.mark.parametrize(
        ("code", "typed", "stored"),
        [
            ("cost_yearly_amount", " £12,500 ", 12500),
            ("cost_yearly_amount", "12500.00", 12500),
            ("cost_yearly_amount", "0", 0),
            ("cost_yearly_amount", 12500, 12500),
            ("cost_yearly_amount", "", ""),
            ("price_year", "2025", 2025),
            ("weeks_to_adopt", 0, 0),
            ("funded_until", "31/3/2027", "2027-03-31"),
            ("funded_until", "2027-03-31", "2027-03-31"),
            ("funded_until", "29 2 2028", "2028-02-29"),
            ("data_sources", "Call recordings\r\n\r\n Logs \nLogs", ["Call recordings", "Logs"]),
            ("data_sources", ["Logs"], ["Logs"]),
            ("source_code_url", "https://code.example/tool", "https://code.example/tool"),
        ],
    )
    def test_are_kept_in_one_shape(self, code, typed, stored):
        assert kept(code, typed) == stored

    @pytest.mark.parametrize("typed", [text for text in ODD if text != "\u202e12500"])
    @pytest.mark.parametrize("code", ["cost_yearly_amount", "weeks_to_adopt"])
    def test_what_is_no_number_is_refused_at_its_field(self, code, typed):
        assert "whole" in problem(code, typed)

    @pytest.mark.parametrize(
        "typed", ["31/2/2026", "//2026", "1/13/2026", "0/0/0", "1/1/26", "tomorrow", "1/1/1066", HUGE]
    )
    def test_what_is_no_day_is_refused_at_its_field(self, typed):
        assert problem("funded_until", typed) == "Funded until: enter a real date, like 31 3 2027."

    @pytest.mark.parametrize(
        "typed", ["javascript:alert(1)", "http://code.example", "https://", "code.example", "https://a b.c"]
    )
    def test_what_is_no_safe_web_address_is_refused(self, typed):
        assert "https://" in problem("source_code_url", typed)

    def test_a_number_out_of_range_is_told_the_range(self):
        assert problem("price_year", "1999") == "In prices of which year? Enter a whole number from 2000 to 2100."

    def test_too_many_lines_and_too_long_ones_are_refused(self):
        assert "31 lines" in problem("data_sources", "\n".join(f"Source {number}" for number in range(31)))
        assert "201 characters" in problem("data_sources", "x" * 201)

    @settings(derandomize=True, max_examples=150)
    @given(
        st.sampled_from(schema(2).questions), st.text() | st.lists(st.text(), max_size=4) | st.integers() | st.none()
    )
    def test_nothing_typed_breaks_the_check(self, question, typed):
        found, _wrong = check([question], {question.code: typed}, {question.code: dict(question.options)})

        said(question, found[question.code], {})


class TestAnswersInWords:
    @pytest.mark.parametrize(
        ("code", "value", "words"),
        [
            ("cost_yearly_amount", 12500, "£12,500"),
            ("cost_yearly_amount", 0, "£0"),
            ("price_year", 2025, "2025"),
            ("weeks_to_adopt", 26, "26 weeks"),
            ("funded_until", "2027-03-31", "31 March 2027"),
            ("funded_until", "Redacted", "Redacted"),
            ("data_sources", ["Calls", "Logs"], "Calls; Logs"),
            ("data_sources", "Redacted", "Redacted"),
            ("lessons", None, ""),
        ],
    )
    def test_read_as_people_write(self, code, value, words):
        assert said(schema(2).question(code), value, {}) == words


class TestSchemas:
    def test_need_the_same_answers_all_through(self):
        first, second = ({one.code for one in missing({}, schema(number))} for number in (1, 2))

        assert first == second
        assert len(second) == 13  # twelve answers, one of them in two fields

    def test_every_question_of_the_first_is_still_asked_and_asks_the_same(self):
        for before in schema(1).questions:
            after = schema(2).question(before.code)
            assert (after.kind, after.visibility, after.atrs) == (before.kind, before.visibility, before.atrs)
            assert [code for code, _label in after.options] == [code for code, _label in before.options]

    def test_figures_of_cost_and_funding_stay_within_policing(self):
        codes = ("cost_setup_amount", "cost_yearly_amount", "cost_per", "price_year", "funding_stream", "funded_until")

        assert {schema(2).question(code).visibility.value for code in codes} == {"policing"}

    def test_each_attribute_of_the_transparency_standard_is_asked_once(self):
        named = [question.atrs for question in schema(2).questions if question.atrs]

        assert len(named) == len(set(named))
        assert {"name", "description", "human_decisions", "source_data_name", "external_supplier"} <= set(named)

    def test_free_text_has_a_longest_length_and_no_question_helps_more_than_three(self):
        for question in schema(2).questions:
            assert 0 <= question.helps <= 3
            if question.kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.EMAIL, Kind.LINES, Kind.WEB_ADDRESS):
                assert question.max_length, question.code


class TestCompleteness:
    def test_an_empty_record_has_no_points_and_three_questions_are_pointed_out(self):
        found = completeness({}, schema(2))

        assert (found.points, found.answered) == (0, 0)
        assert [gap.helps for gap in found.most] == [3, 3, 3]
        assert found.of == sum(question.helps for question in schema(2).questions)

    def test_an_answer_counts_by_how_much_it_helps_and_is_not_asked_for_again(self):
        found = completeness({"lessons": "Begin earlier", "cost_yearly_amount": 0}, schema(2))

        assert (found.points, found.answered) == (6, 2)
        assert not {"lessons", "cost_yearly_amount"} & {gap.code for gap in found.most}

    def test_the_needed_answers_count_nothing(self):
        assert completeness(dict.fromkeys(WHOLE, "x"), schema(2)).points == 0

    def test_a_schema_that_weighs_nothing_has_no_score(self):
        assert completeness({"lessons": "x"}, schema(1)).of == 0


def a_question(code: str) -> Question:
    return Question(code, code, Kind.TEXT)


class TestTwoWhoWroteAtOnce:
    ASKED = [a_question("a"), a_question("b"), a_question("c")]

    def test_nothing_differs_where_the_other_changed_nothing_of_it(self):
        assert sides(self.ASKED, {"a": "1"}, {"a": "1", "z": "9"}, {"a": "2"}) == ()

    def test_each_answer_says_who_changed_it(self):
        before = {"a": "1", "b": "1", "c": "1"}

        found = sides(self.ASKED, before, {"a": "2", "b": "2", "c": "1"}, {"a": "3", "b": "1", "c": "4"})

        assert [(side.question.code, side.clash, side.untouched) for side in found] == [
            ("a", True, False),
            ("b", False, True),
            ("c", False, False),
        ]

    def test_the_same_change_by_both_is_no_difference(self):
        assert sides(self.ASKED, {}, {"a": "2"}, {"a": "2", "b": ""}) == ()


NEWER = {
    "number": 3,
    "sections": [
        {
            "code": "about",
            "title": "About",
            "questions": [
                {"code": "name", "label": "Name", "kind": "text", "required": True, "max_length": 100},
                {"code": "insights", "label": "Insights", "kind": "long_text", "moved_from": "lessons"},
                {"code": "runs_at", "label": "Runs at", "kind": "choices", "moved_from": "hosting",
                 "moved_values": {"cloud": "elsewhere"},
                 "options": [{"code": "elsewhere", "label": "Elsewhere"}, {"code": "sea", "label": "At sea"}]},
                {"code": "colour", "label": "Colour", "kind": "text"},
            ],
        }
    ],
}  # fmt: skip


@pytest.fixture
def newer(tmp_path: Path):
    """The register with a third schema put beside the others."""
    for file in FOLDER.glob("*.yaml"):
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "3.yaml").write_text(yaml.safe_dump(NEWER), encoding="utf-8")
    with kept_in(tmp_path):
        yield tmp_path


class TestMovingToANewerSchema:
    def test_what_is_still_asked_stays_word_for_word(self):
        written = [question for question in schema(1).questions if not (question.options or question.vocabulary)]
        content = {question.code: question.code for question in written}

        found = moved(content, 1, 2)

        assert (found.content, found.left) == (content, ())
        assert "model" in found.new
        assert "lessons" not in found.new

    def test_answers_follow_their_questions_and_what_has_none_is_told(self, newer):
        content = {"name": "Helper", "lessons": "Begin early", "hosting": "cloud", "summary": "Helps"}

        found = moved(content, 1, 3)

        assert found.content == {"name": "Helper", "insights": "Begin early", "runs_at": ["elsewhere"]}
        assert [(left.question.code, left.value) for left in found.left] == [("summary", "Helps")]
        assert found.new == {"colour"}
        assert found.origins["insights"] == "lessons"

    def test_a_choice_that_is_not_offered_any_more_is_left_and_told(self, newer):
        found = moved({"name": "Helper", "hosting": "force-premises"}, 2, 3)

        assert "runs_at" not in found.content
        assert [left.question.code for left in found.left] == ["hosting"]

    def test_the_newest_active_schema_is_the_one_to_write_under_and_none_goes_back(self, newer):
        assert (current(), newest(1), newest(4)) == (3, 3, 4)


def test_a_schema_that_is_not_active_is_kept_and_not_written_under(tmp_path):
    (tmp_path / "1.yaml").write_text((FOLDER / "1.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "2.yaml").write_text(yaml.safe_dump({**NEWER, "number": 2, "active": False}), encoding="utf-8")

    with kept_in(tmp_path):
        assert current() == 1
        assert isinstance(schema(2).sections[0], Section)

    assert current() == 2
