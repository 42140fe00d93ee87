"""What differs between two states of a record: applied to the old it gives the new, whatever was written."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.rules import redaction
from registry.rules.difference import ABSENT, Act, Form, apply, difference, joined, reverse, segments
from registry.rules.difference.sequences import Work, matches
from registry.rules.questions import Kind, Question, Schema, Section, schema

ASKED = schema(1)
QUESTIONS = ASKED.questions
words = st.sampled_from(
    ["the", "force", "call", "  ", "\n", "\n\n", ".", ",", "naïve", "e\u0301", "\u2003", "👮🏽", "A"]
)
texts = st.one_of(st.text(), st.lists(words, max_size=60).map("".join), st.text("ab \n.", max_size=200))
values = st.one_of(texts, st.none(), st.lists(st.sampled_from("abcdef"), max_size=8), st.integers(), st.booleans())
contents = st.dictionaries(st.sampled_from([*(question.code for question in QUESTIONS), "unknown"]), values)
check = settings(derandomize=True, max_examples=300, deadline=None)


def told(old: str, new: str) -> list[tuple[str, str]]:
    return [(part.act.value, part.text) for part in segments(old, new)]


class TestATextWordByWord:
    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ("", "", []),
            ("", "New.", [("added", "New.")]),
            ("Old.", "", [("removed", "Old.")]),
            ("Same.", "Same.", [("kept", "Same.")]),
            (
                "It sorts calls by risk.",
                "It sorts urgent calls by risk.",
                [("kept", "It sorts "), ("added", "urgent "), ("kept", "calls by risk.")],
            ),
            (
                "Used in Kent since May.",
                "Used in Essex since May.",
                [("kept", "Used in "), ("removed", "Kent"), ("added", "Essex"), ("kept", " since May.")],
            ),
            ("One.\nTwo.", "One.\n\nTwo.", [("kept", "One."), ("removed", "\n"), ("added", "\n\n"), ("kept", "Two.")]),
        ],
    )
    def test_tells_what_stays_what_goes_and_what_comes(self, old: str, new: str, expected: list[Any]) -> None:
        assert told(old, new) == expected

    def test_a_short_word_alone_between_two_changes_goes_with_them(self) -> None:
        assert told("red of apples", "blue of pears") == [("removed", "red of apples"), ("added", "blue of pears")]

    def test_a_moved_paragraph_goes_in_one_place_and_comes_in_another(self) -> None:
        first, second = "The first paragraph stands here.\n", "Another one follows it.\n"

        parts = segments(first + second, second + first)

        assert [part.act for part in parts].count(Act.KEPT) == 1

    @check
    @given(texts, texts)
    def test_both_texts_can_be_read_out_of_it(self, old: str, new: str) -> None:
        parts = segments(old, new)

        assert (joined(parts, Act.REMOVED), joined(parts, Act.ADDED)) == (old, new)

    @check
    @given(texts, texts, st.integers(0, 200))
    def test_whatever_work_it_is_given(self, old: str, new: str, work: int) -> None:
        parts = segments(old, new, Work(work))

        assert (joined(parts, Act.REMOVED), joined(parts, Act.ADDED)) == (old, new)

    @pytest.mark.parametrize(
        ("old", "new"),
        [("word " * 10_000, "word " * 9_000), ("a b " * 9_000, "b b a " * 6_000), ("." * 50_000, ".!" * 25_000)],
    )
    def test_even_long_repeats(self, old: str, new: str) -> None:
        parts = segments(old, new)

        assert (joined(parts, Act.REMOVED), joined(parts, Act.ADDED)) == (old, new)

    def test_stops_comparing_beyond_its_bound(self) -> None:
        work = Work(1_000)

        segments("a b " * 9_000, "b b a " * 6_000, work)

        assert work.left < 0


class TestStretches:
    @check
    @given(st.lists(st.integers(0, 6), max_size=60), st.lists(st.integers(0, 6), max_size=60))
    def test_are_the_same_on_both_sides_and_in_order(self, old: list[int], new: list[int]) -> None:
        at_old = at_new = 0
        for start_old, start_new, size in matches(old, new, Work(10_000)):
            assert old[start_old : start_old + size] == new[start_new : start_new + size]
            assert start_old >= at_old
            assert start_new >= at_new
            at_old, at_new = start_old + size, start_new + size

    @check
    @given(st.lists(st.integers(0, 3), max_size=12), st.lists(st.integers(0, 3), max_size=12))
    def test_without_anchors_no_script_is_shorter(self, old: list[int], new: list[int]) -> None:
        doubled_old, doubled_new = [*old, *old], [*new, *new]  # so that nothing stands once

        kept = sum(size for *_, size in matches(doubled_old, doubled_new, Work(100_000)))

        assert kept <= longest_common(doubled_old, doubled_new)
        assert kept >= longest_common(doubled_old, doubled_new) // 2


def longest_common(old: list[int], new: list[int]) -> int:
    row = [0] * (len(new) + 1)
    for item in old:
        last = row[:]
        for place, other in enumerate(new):
            row[place + 1] = last[place] + 1 if item == other else max(row[place], last[place + 1])
    return row[-1]


class TestARecord:
    @check
    @given(contents, contents)
    def test_applied_to_the_old_gives_the_new_and_reversed_the_old(
        self, old: dict[str, Any], new: dict[str, Any]
    ) -> None:
        changes = difference(old, new, ASKED, ASKED)

        assert apply(old, changes) == new
        assert apply(new, reverse(changes)) == old

    def test_the_same_record_has_no_difference(self) -> None:
        assert difference({"name": "A", "users": ["x"]}, {"name": "A", "users": ["x"]}, ASKED, ASKED) == ()

    def test_is_not_applied_to_another_record(self) -> None:
        changes = difference({"name": "A"}, {"name": "B"}, ASKED, ASKED)

        with pytest.raises(ValueError, match="not the one that was compared"):
            apply({"name": "C"}, changes)

    def test_a_list_tells_what_comes_goes_and_stays(self) -> None:
        (change,) = difference({"users": ["a", "b"]}, {"users": ["b", "c"]}, ASKED, ASKED)

        assert (change.form, change.added, change.removed, change.kept) == (Form.ITEMS, ["c"], ["a"], ["b"])

    def test_a_choice_is_told_before_and_after(self) -> None:
        (change,) = difference({"phase": "beta-pilot"}, {"phase": "production"}, ASKED, ASKED)

        assert (change.form, change.before, change.after) == (Form.VALUE, "beta-pilot", "production")

    def test_a_question_of_one_schema_alone_is_marked(self) -> None:
        extra = Question("extra", "Anything else?", Kind.TEXT)
        newer = Schema(2, (*ASKED.sections, Section("more", "More", "", (extra,))))

        (change,) = difference({}, {"extra": "Yes."}, ASKED, newer)

        assert (change.only_new, change.only_old, change.before, change.question) == (True, False, ABSENT, extra)
        (back,) = difference({"extra": "Yes."}, {}, newer, ASKED)
        assert (back.only_new, back.only_old, back.question) == (False, True, extra)

    @pytest.mark.parametrize(
        ("old", "new"), [({}, {"name": ""}), ({"name": None}, {}), ({"users": []}, {"users": None})]
    )
    def test_nothing_in_place_of_nothing_is_not_told(self, old: dict[str, Any], new: dict[str, Any]) -> None:
        assert [change.told for change in difference(old, new, ASKED, ASKED)] == [False]

    def test_what_no_schema_asks_is_never_told(self) -> None:
        (change,) = difference({}, {"unknown": "secret"}, ASKED, ASKED)

        assert not change.told

    def test_a_redaction_mark_is_a_mark_and_not_words(self) -> None:
        mark = redaction.mark(date(2026, 5, 3))

        (change,) = difference({"description": "Redacted on purpose."}, {"description": mark}, ASKED, ASKED)

        assert (change.form, change.after) == (Form.VALUE, "[Redacted on 3 May 2026]")


class TestAMark:
    @pytest.mark.parametrize("value", ["[Redacted on 31 Brumaire 2026]", "Redacted on 3 May 2026", "", None, ["x"], 3])
    def test_is_nothing_else(self, value: Any) -> None:
        assert not redaction.is_mark(value)
