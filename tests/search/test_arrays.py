"""What lies on disk as arrays is what was put there, and a damaged file is told from a good one."""

import numpy as np
import pytest

from registry.rules.words import Visibility
from registry.search.index import facts, mapped, reader
from registry.search.index.columns import Columns
from registry.search.index.kept import Kept
from registry.search.index.tiers import Tier
from registry.search.queries.asked import Asked
from registry.search.queries.find import find
from tests.search import shelf, writing

ARRAYS = {
    "words": np.array([b"caf\xc3\xa9", b"drone"]),
    "pairs": np.arange(6, dtype=np.int32).reshape(3, 2),
    "none": np.empty(0, np.int64),
    "counts": np.array([1, 2, 3], np.uint16),
}


class TestMapped:
    def test_gives_back_what_was_kept(self, tmp_path):
        mapped.save(tmp_path / "kept", ARRAYS)

        found = mapped.load(tmp_path / "kept")

        assert list(found) == list(ARRAYS)
        for name, array in ARRAYS.items():
            assert (found[name].dtype, found[name].tolist()) == (array.dtype, array.tolist())

    def test_nothing_can_be_written_into_it(self, tmp_path):
        mapped.save(tmp_path / "kept", ARRAYS)

        with pytest.raises(ValueError, match="read-only"):
            mapped.load(tmp_path / "kept")["counts"][0] = 9

    def test_one_changed_byte_anywhere_is_noticed(self, tmp_path):
        mapped.save(tmp_path / "kept", ARRAYS)
        good = (tmp_path / "kept").read_bytes()
        for place in range(len(good)):
            bad = bytearray(good)
            bad[place] ^= 1
            (tmp_path / "bad").unlink(missing_ok=True)
            (tmp_path / "bad").write_bytes(bad)

            with pytest.raises(mapped.Broken):
                mapped.load(tmp_path / "bad")

    @pytest.mark.parametrize("length", [0, 5, 64, -1])
    def test_a_shorter_file_is_noticed(self, tmp_path, length: int):
        mapped.save(tmp_path / "kept", ARRAYS)
        (tmp_path / "bad").write_bytes((tmp_path / "kept").read_bytes()[:length])

        with pytest.raises(mapped.Broken):
            mapped.load(tmp_path / "bad")


class TestFacts:
    def test_are_those_of_the_documents(self, tmp_path):
        told = [document.facts for document in shelf.shelf(5, 60)]
        facts.save(tmp_path / "facts", told)

        found, names = facts.load(tmp_path / "facts")

        wanted = Columns.of(told)
        assert found.names == wanted.names
        assert {code: values.tolist() for code, values in found.single.items()} == {
            code: values.tolist() for code, values in wanted.single.items()
        }
        for code, pairs in wanted.listed.items():
            assert listed(found.listed[code]) == listed(pairs), code
        for code, values in wanted.claims.items():
            assert found.claims[code].tolist() == values.tolist(), code
        assert names.likeness(found.names[3])[3] == 1

    def test_of_nothing_are_nothing(self, tmp_path):
        facts.save(tmp_path / "facts", [])

        assert facts.load(tmp_path / "facts")[0].names == []


def listed(pairs):
    conditions = None if pairs.conditions is None else pairs.conditions.tolist()
    return pairs.documents.tolist(), pairs.values.tolist(), conditions


class TestWords:
    @pytest.fixture
    def snapshot(self, index_home):
        texts = ["Café cafés cafeteria", "caf", "Cafetière's é éclair", "zebra " * 3, "nothing", "ca"]
        documents = shelf.shelf(7, len(texts))
        for document, text in zip(documents, texts, strict=True):
            document.texts.clear()
            document.texts.update(title=text)
            document.facts["visibility"] = Visibility.PUBLIC.value
        writing.build(documents, 0)
        return reader.current()

    @pytest.mark.parametrize(
        ("typed", "ids"),
        [
            ("caf*", {1, 2, 3}),
            ("cafe*", {1, 3}),
            ("cafeteria*", {1}),
            ("cafeterias*", set()),
            ("ze*", {4}),
            ("ecl*", {3}),
        ],
    )
    def test_a_beginning_finds_every_word_that_begins_so(self, snapshot, typed: str, ids: set[int]):
        assert set(find(shelf.PUBLIC, Asked(typed, exact=True), size=100).ids) == ids

    def test_a_beginning_counts_what_its_words_count_together(self, snapshot):
        reading = snapshot.reading(shelf.PUBLIC)

        together = reading.weigh("caf", begins=True)

        each = sum(reading.weigh(word) for word in snapshot.beginning("caf"))
        assert together.tolist() == pytest.approx(each.tolist())

    def test_what_is_kept_of_words_takes_no_more_than_its_room(self, snapshot, monkeypatch):
        monkeypatch.setattr(snapshot, "_words", Kept(room=0))

        counts = [snapshot.term(Tier.ALL, "zebra") for _ in range(2)] + [snapshot.term(Tier.ALL, "nothing")]

        assert [documents.tolist() for documents, _ in counts] == [[3], [3], [4]]
        assert (Tier.ALL, "zebra", False) not in snapshot._words

    def test_the_length_of_a_text_is_exact(self, snapshot):
        assert snapshot.segments[0].lengths("title").tolist() == [3, 1, 3, 3, 1, 1]

    def test_a_word_longer_than_any_is_not_found(self, snapshot):
        assert not snapshot.segments[0].postings("title", "w" * 100)[0].size
