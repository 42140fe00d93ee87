"""How a search is read: what people type, and what they type by mistake."""

import pytest

from registry.search.index.words import fold, spans, stem, words
from registry.search.queries.asked import LONGEST, MOST_WORDS
from registry.search.queries.language import All, Any, Beginning, Held, Phrase, Word, plain_words, understand
from registry.search.queries.synonyms import rings, widened


class TestWords:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Domestic-abuse calls", ["domestic", "abuse", "calls"]),
            ("the force's officers' vans", ["the", "force", "officers", "vans"]),
            ("101/999 MG11", ["101", "999", "mg11"]),
            ("Café NAÏVE", ["cafe", "naive"]),
            ("", []),
        ],
    )
    def test_are_cut_and_folded(self, text: str, expected: list[str]):
        assert words(text) == expected

    @pytest.mark.parametrize("text", ["plain", "İstanbul ÆON ﬁne ß", "e\u0301", "\U0001f600 x"])
    def test_folding_moves_nothing(self, text: str):
        assert len(fold(text)) == len(text)

    def test_know_where_they_stand(self):
        assert list(spans("Éclair now")) == [("eclair", 0, 6), ("now", 7, 10)]

    def test_forms_of_one_word_share_a_stem(self):
        assert stem("waits") == stem("waiting") == stem("wait")

    def test_tech_is_no_form_of_team(self):
        assert stem("tech") != stem("team")


class TestUnderstand:
    def test_all_words_must_match(self):
        assert understand("video response").clauses == [Word("video"), Word("response")]

    def test_quotes_make_a_phrase(self):
        assert understand('"domestic abuse" video').clauses == [Phrase(("domestic", "abuse")), Word("video")]

    def test_typographic_quotes_do_too(self):
        assert understand("\u201cdomestic abuse\u201d").clauses == [Phrase(("domestic", "abuse"))]

    def test_a_quoted_word_is_meant_exactly(self):
        assert understand('"waits"').clauses == [Word("waits", exact=True)]

    def test_a_minus_refuses(self):
        read = understand('video -drone -"live link"')

        assert (read.clauses, read.refused) == ([Word("video")], [Word("drone"), Phrase(("live", "link"))])

    def test_or_joins_its_neighbours(self):
        assert understand("video OR drone OR phone call").clauses == [
            Any((Word("video"), Word("drone"), Word("phone"))),
            Word("call"),
        ]

    def test_a_hyphen_joins_words_that_must_all_be_there(self):
        assert understand("call-triage").clauses == [All((Word("call"), Word("triage")))]

    def test_words_that_say_nothing_are_left_aside(self):
        assert understand("how to cut the 101 waits").clauses == [Word("cut"), Word("101"), Word("waits")]

    def test_unless_there_is_nothing_else(self):
        assert understand("the").clauses == [Word("the")]

    def test_an_open_quotation_is_read_as_words_and_said(self):
        read = understand('video "response')

        assert (read.clauses, read.notes) == ([Word("video"), Word("response")], ["quotes"])

    @pytest.mark.parametrize("text", ["OR", "OR video", "video OR", "video OR -drone", "OR OR video"])
    def test_an_or_that_joins_nothing_is_left_aside_and_said(self, text: str):
        read = understand(text)

        assert "operators" in read.notes
        assert read.clauses in ([], [Word("video")])

    def test_a_long_search_is_cut_and_said(self):
        read = understand("word " * 2_000)

        assert (len(read.text) <= LONGEST, read.notes) == (True, ["cut", "words"])

    @pytest.mark.parametrize(
        ("count", "notes"), [(MOST_WORDS, []), (MOST_WORDS + 1, ["words"]), (60, ["cut", "words"])]
    )
    def test_no_more_words_are_searched_than_can_be_and_that_is_said(self, count: int, notes: list[str]):
        read = understand(" ".join(f"w{n}" for n in range(count)))

        assert (len(plain_words(read)), read.notes) == (MOST_WORDS, notes)

    @pytest.mark.parametrize("text", ["video NOT drone", "NOT drone video", "video NOT -drone"])
    def test_not_in_capitals_refuses_as_a_minus_does(self, text: str):
        read = understand(text)

        assert (read.clauses, read.refused, read.notes) == ([Word("video")], [Word("drone")], [])

    def test_not_in_small_letters_is_a_word(self):
        assert understand("not drone").clauses == [Word("not"), Word("drone")]

    def test_not_refuses_a_phrase_too(self):
        assert understand('video NOT "live link"').refused == [Phrase(("live", "link"))]

    @pytest.mark.parametrize("text", ["NOT", "video NOT", "video NOT OR drone", "NOT NOT drone"])
    def test_a_not_with_nothing_after_it_is_left_aside_and_said(self, text: str):
        assert understand(text).notes == ["operators"]

    @pytest.mark.parametrize(
        "text",
        [
            "\x00\x1b[31m",
            "(((((",
            "a" * 10_000,
            '"' * 10_000,
            "-" * 500,
            "(a+)+$",
            "\ue000x\ue001",
            "[x](y)",
            "OR " * 500,
        ],
    )
    def test_nothing_that_is_typed_is_an_error(self, text: str):
        read = understand(text)

        assert not set("\x00\x1b\ue000\ue001") & set(read.text)
        assert len(read.clauses) <= MOST_WORDS


class TestFields:
    NAMES = frozenset({"owner", "direction"})

    def test_a_value_of_a_filter(self):
        assert understand('video owner:kent -direction:"too early"', self.NAMES).clauses == [
            Word("video"),
            Held("owner", ("kent",)),
        ]

    def test_a_refused_value_of_a_filter(self):
        assert understand('-direction:"too early"', self.NAMES).refused == [Held("direction", ("too", "early"))]

    def test_a_word_in_one_part_of_a_record(self):
        assert understand('title:drone evidence:"fewer calls"').clauses == [
            Word("drone", within="title"),
            Phrase(("fewer", "calls"), within="evidence"),
        ]

    @pytest.mark.parametrize("text", ["colour:red", "https://red"])
    def test_what_is_no_field_is_read_as_words(self, text: str):
        assert understand(text).clauses == [All((Word(words(text)[0]), Word("red")))]

    @pytest.mark.parametrize("text", ["forse:kent", '-forse:"south wales"'])
    def test_a_name_that_is_none_is_said(self, text: str):
        assert understand(text, self.NAMES).notes == ["names"]

    @pytest.mark.parametrize("text", ["owner:kent", "title:drone", "https://example.org", "10:30", "note: drone"])
    def test_others_are_not(self, text: str):
        assert understand(text, self.NAMES).notes == []

    def test_either_of_two_values(self):
        assert understand("owner:kent OR owner:essex", self.NAMES).clauses == [
            Any((Held("owner", ("kent",)), Held("owner", ("essex",))))
        ]


class TestBeginnings:
    def test_a_star_stands_for_the_rest_of_a_word(self):
        assert understand("vulner* video").clauses == [Beginning("vulner"), Word("video")]

    @pytest.mark.parametrize("text", ["*", "v*", "**"])
    def test_need_two_letters(self, text: str):
        assert understand(text).clauses in ([], [Word("v")])


class TestRelatedWords:
    def test_stand_beside_what_was_typed(self):
        clauses, related = widened(understand("domestic abuse video").clauses)

        assert Word("da", exact=True) in clauses[0].parts
        assert clauses[1] == Word("video")
        assert ("domestic abuse", "da") in [(one.typed, one.added) for one in related]

    def test_of_an_acronym_are_phrases(self):
        clauses, _ = widened([Word("anpr")])

        assert Phrase(("automatic", "number", "plate", "recognition")) in clauses[0].parts

    def test_are_not_added_to_what_is_quoted(self):
        assert widened(understand('"da"').clauses) == ([Word("da", exact=True)], [])

    def test_are_the_same_both_ways(self):
        assert all(member in rings()[other] for member, others in rings().items() for other in others)
