"""Nothing that a reader may not know of can be told from what they are shown: it might as well not be there."""

import pytest

from registry.search.index import reader
from registry.search.queries.asked import Asked
from registry.search.queries.find import find
from tests.search import shelf, writing


def told(actor, asked: Asked) -> dict:
    """All that a search tells its reader."""
    found = find(actor, asked)
    return {
        "ids": found.ids,
        "total": found.total,
        "registered": found.registered,
        "groups": {group.key: group.options for group in found.groups},
        "related": found.related,
        "swaps": found.swaps,
        "near": found.near,
        "nearest": found.nearest,
        "notes": found.understood.notes,
        "singles": found.singles,
        "unfiltered": found.unfiltered,
        "labels": found.labels,
    }


@pytest.mark.parametrize("seed", range(4))
def test_each_reader_is_told_what_they_would_be_if_the_rest_were_not_there(shelf_home, seed: int):
    documents, searches = shelf.shelf(seed), shelf.searches(seed)
    writing.build(documents[:40])
    writing.update(documents[35:])
    whole = {role: [told(actor, asked) for asked in searches] for role, actor in shelf.READERS.items()}

    for role, actor in shelf.READERS.items():
        writing.build(shelf.as_known_to(actor, documents))
        alone = [told(actor, asked) for asked in searches]

        assert whole[role] == alone, role


@pytest.mark.parametrize("word", shelf.HIDDEN)
def test_a_word_that_only_hidden_texts_hold_is_found_by_no_visitor(shelf_home, word: str):
    writing.build(shelf.shelf(7))

    found = find(shelf.PUBLIC, Asked(word))

    assert (found.ids, found.total, found.singles) == ([], 0, [])
    assert not set(shelf.HIDDEN) & {other for others in found.swaps.values() for other in others}


def test_the_same_word_is_found_by_those_who_may_read_it(shelf_home):
    writing.build(shelf.shelf(7))

    assert find(shelf.REGISTRAR, Asked("quagmire")).total > 0


def test_a_filter_on_something_hidden_does_not_tell_its_name(shelf_home):
    hidden = next(one for one in shelf.shelf(7) if one.facts["visibility"] == "named")
    hidden.facts["owner"] = [["secret-squad", "The Secret Squad"]]
    writing.build([hidden])

    found = find(shelf.PUBLIC, Asked("", {"owner": ("secret-squad",)}))

    assert reader.current().size == 1
    assert "The Secret Squad" not in str(found.groups)
