"""The arrays find what the library's own matchers find, with several segments and deletions, whatever keeps the index."""

import pytest
from whoosh.query import And, Phrase, Prefix, Term

from registry.search.index import reader, store
from registry.search.index.backends import backend
from registry.search.index.layout import FIELDS
from registry.search.index.words import STEM, stem
from registry.search.queries.asked import Asked
from registry.search.queries.find import find
from registry.search.queries.order import FILED
from tests.search import shelf, writing
from tests.search.conftest import BACKENDS, kept_by

PAIRS = list(zip(shelf.WORDS, shelf.WORDS[1:], strict=False))
VISITOR_FIELDS = tuple(name for name, field in FIELDS.items() if field.tier == "all")


@pytest.fixture(scope="class")
def documents(app, database_kind: str):
    """A shelf that was written to four times, with some documents replaced and some taken out; in files too, to compare.

    It is written once for all that only read it.
    """
    documents = shelf.shelf(11, 90)
    with kept_by(app, BACKENDS[database_kind][-1]):
        for index in dict.fromkeys((backend(), store)):
            writing.build(documents[:50], index=index)
            for start in (40, 60, 75):
                writing.update(documents[start : start + 20], [start - 30], start, index)
        yield documents


def by_library(make) -> set[int]:
    """The public tools that a query of the library finds in some field of text."""
    public = set()
    with store.opened(writing.pointer(store)).searcher() as searcher:
        for field in VISITOR_FIELDS:
            found = searcher.search(make(field), limit=None)
            public |= {hit["facts"]["id"] for hit in found if hit["facts"]["visibility"] == "public"}
    return public


def by_us(text: str) -> set[int]:
    found = find(shelf.PUBLIC, Asked(text, exact=True), size=1000)
    return set(found.ids)


class TestSameAsTheLibrary:
    def test_there_are_several_segments_with_deletions(self, documents):
        snapshot = reader.current()

        assert len(snapshot.segments) > 2
        assert not snapshot.alive.all()

    def test_each_tool_is_told_with_what_it_is_filed_under(self, documents):
        found = find(shelf.REGISTRAR, Asked(""), size=100)
        facets = {one.id: one.facts["facets"] for one in documents}

        assert found.labels == {
            tool: [label for code in FILED for _code, label, *_ in facets[tool].get(code, ())] for tool in found.ids
        }

    @pytest.mark.parametrize("word", sorted(set(shelf.WORDS)))
    def test_words(self, documents, word: str):
        assert by_us(word) == by_library(lambda field: Term(field, STEM + stem(word)))

    @pytest.mark.parametrize("word", sorted(set(shelf.WORDS)))
    def test_quoted_words(self, documents, word: str):
        assert by_us(f'"{word}"') == by_library(lambda field: Term(field, word))

    @pytest.mark.parametrize("letters", ["cal", "vi", "vulnerabilities", "zz"])
    def test_beginnings(self, documents, letters: str):
        assert by_us(f"{letters}*") == by_library(lambda field: Prefix(field, letters))

    @pytest.mark.parametrize(("one", "two"), PAIRS)
    def test_phrases(self, documents, one: str, two: str):
        assert by_us(f'"{one} {two}"') == by_library(lambda field: Phrase(field, [one, two]))

    def test_both_words_in_one_field_are_among_what_all_words_find(self, documents):
        both = by_library(lambda field: And([Term(field, STEM + stem("drone")), Term(field, STEM + stem("video"))]))

        assert both <= by_us("drone video")


class TestUpdates:
    def test_a_replaced_document_is_found_by_its_new_text_alone(self, shelf_home):
        first, second = shelf.shelf(3, 2)
        writing.build([first, second])
        first.facts["visibility"] = "public"
        first.texts["title"] = "Marmalade"
        writing.update([first])
        first.texts["title"] = "Chutney"
        writing.update([first], sequence=2)

        assert (by_us("chutney"), by_us("marmalade")) == ({1}, set())

    def test_a_document_taken_out_is_not_found(self, shelf_home):
        documents = shelf.shelf(3, 5)
        writing.build(documents)
        writing.update([], [documents[0].id])

        assert 1 not in find(shelf.REGISTRAR, Asked(""), size=100).ids

    def test_segments_that_stay_are_not_read_again(self, shelf_home):
        documents = shelf.shelf(3, 30)
        writing.build(documents[:20])
        before = reader.current().segments[0]
        writing.update(documents[20:], [1])

        assert before in reader.current().segments

    def test_many_small_updates_are_merged(self, shelf_home):
        documents = shelf.shelf(5, 40)
        writing.build(documents[:20])
        for number in range(20, 40):
            writing.update([documents[number]], sequence=number)

        assert len(reader.current().segments) < 20
        assert set(find(shelf.REGISTRAR, Asked(""), size=100).ids) == {document.id for document in documents}


class TestWriting:
    def test_what_does_not_fit_into_memory_is_written_in_several_segments(self, files_home, monkeypatch):
        monkeypatch.setattr(store, "MEMORY", 50_000)
        documents = shelf.shelf(9, 60)
        writing.build(documents)
        written = len(reader.current().segments)

        writing.update(documents[:30], [31])

        assert written > 1
        assert sorted(find(shelf.REGISTRAR, Asked(""), size=100).ids) == [one.id for one in documents if one.id != 31]
