"""What is kept of earlier answers: pages, as far as there is room, and no long lists."""

from dataclasses import dataclass

import pytest

from registry.core.paging import SIZE
from registry.rules.policy import ANONYMOUS
from registry.search import services
from registry.search.index.kept import Kept
from registry.search.queries.asked import Asked
from registry.search.queries.find import every, find
from tests import factories as f
from tests.search import shelf, writing


@dataclass
class Answer:
    nbytes: int


class TestRoom:
    def test_is_counted_in_bytes_and_not_by_number(self):
        kept = Kept(room=10_000)
        for number in range(50):
            kept.put(number, (Answer(100),))
        kept.put("large", (Answer(9_000),))

        assert 0 not in kept
        assert "large" in kept

    def test_an_answer_tells_how_large_it_is(self, shelf_home):
        writing.build(shelf.shelf(3))
        small, large = (find(shelf.REGISTRAR, Asked(text)) for text in ("nowhere", ""))

        assert 0 < small.nbytes < large.nbytes


@pytest.mark.usefixtures("index_home")
class TestAnswers:
    def test_a_page_is_kept_and_a_longer_list_is_not(self, session):
        f.ATool(name="Marmalade")
        services.rebuild()

        page, again = (find(ANONYMOUS, Asked("marmalade")) for _ in range(2))
        long, longer = (find(ANONYMOUS, Asked("marmalade"), SIZE + 1) for _ in range(2))

        assert page is again
        assert long is not longer

    def test_another_reader_has_answers_of_their_own(self, session):
        f.ATool(name="Marmalade")
        services.rebuild()
        visitors = find(ANONYMOUS, Asked("marmalade"))

        assert find(f.AnActor(f.Role.READER), Asked("marmalade")) is not visitors
        assert find(ANONYMOUS, Asked("marmalade")) is visitors


@pytest.mark.usefixtures("index_home")
class TestEvery:
    @pytest.mark.parametrize("asked", [Asked(), Asked("maker"), Asked("maker", exact=True), Asked(sort="newest")])
    def test_finds_what_the_pages_show_in_their_order(self, session, asked: Asked):
        for number in range(9):
            f.ATool(name=f"Marmalade {'maker' if number % 2 else 'taker'} {number}")
        services.rebuild()

        everything = every(ANONYMOUS, asked)

        assert everything == find(ANONYMOUS, asked, 100).ids
        assert every(ANONYMOUS, asked, 3) == everything[:3]

    def test_nothing_by_a_filter_that_is_not_the_readers(self, session):
        f.ATool()
        services.rebuild()

        assert every(ANONYMOUS, Asked("", {"compatible": ("kent",)})) == []
