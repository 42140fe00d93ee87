"""Texts as vectors of our own words, within what a vector can hold."""

import pytest

from registry.search.index.vectors import OFTEN, PART, cut, query

pytestmark = pytest.mark.static


class TestCut:
    def test_keeps_each_word_exact_with_its_places_and_stemmed_with_how_often(self):
        one = cut("Calls and CALLS and calling")

        assert [part.written for part in one.parts] == [
            "'calls':1,3 'and':2,4 'calling':5 '~call':1,2,3 '~and':1,2",
        ]
        assert (one.length, one.words) == (5, {"calls", "and", "calling"})

    def test_of_nothing_is_nothing(self):
        assert cut("").parts == []

    def test_a_long_text_goes_on_in_another_part(self):
        one = cut(" ".join(f"w{number}" for number in range(PART + 3)))

        assert [part.start for part in one.parts] == [0, PART]
        assert one.parts[1].written.startswith(f"'w{PART}':1 ")

    def test_forms_that_stand_too_often_go_on_in_another_part(self):
        one = cut("call calls " * OFTEN)

        assert [part.start for part in one.parts] == [0, OFTEN]
        assert sum(part.written.count(",") + part.written.count("'") // 2 for part in one.parts) == 4 * OFTEN

    @pytest.mark.parametrize(
        "text", ["it's o'clock", "a'b''c", "back\\slash:1*&|!<->()", "\x00'", "\u2019\u2019'", "\ufb01 \u0131 \u00df"]
    )
    def test_nothing_but_letters_and_figures_is_written(self, text: str):
        words = [word for part in cut(text).parts for word in part.written.replace("~", "").split("'")[1::2]]

        assert all(word.isalnum() for word in words)


def test_words_are_joined_as_the_database_reads_them():
    assert query(("domestic", "abuse"), " <-> ") == "'domestic' <-> 'abuse'"
