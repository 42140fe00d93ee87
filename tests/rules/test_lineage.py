"""The tree of who has a tool from whom: every organisation stands in it once, whatever was said."""

from hypothesis import given, seed, settings
from hypothesis import strategies as st

from registry.rules.lineage import Came, circle, forest

ADOPTION, ORIGINATOR, NOT_STATED = Came.ADOPTION, Came.ORIGINATOR, Came.NOT_STATED


def shape(nodes):
    return {node.key: shape(node.children) for node in nodes}


class TestForest:
    def test_hangs_each_under_its_source(self):
        said = {1: (ORIGINATOR, None), 2: (ADOPTION, 1), 3: (ADOPTION, 2), 4: (ADOPTION, 1)}

        assert shape(forest([1, 2, 3, 4], said)) == {1: {2: {3: {}}, 4: {}}}

    def test_takes_one_without_a_word_as_not_stated(self):
        (root,) = forest([1], {})

        assert (root.key, root.came, root.source) == (1, NOT_STATED, None)

    def test_tells_nothing_of_a_source_that_is_not_there(self):
        hidden, silent = forest([2], {2: (ADOPTION, 1)}), forest([2], {2: (NOT_STATED, None)})

        assert hidden == silent

    def test_keeps_what_hangs_below_one_whose_source_is_not_there(self):
        said = {2: (ADOPTION, 1), 3: (ADOPTION, 2)}

        assert shape(forest([2, 3], said)) == {2: {3: {}}}

    def test_opens_a_circle_at_its_first(self):
        said = {1: (ADOPTION, 3), 2: (ADOPTION, 1), 3: (ADOPTION, 2)}

        assert shape(forest([1, 2, 3], said)) == {1: {2: {3: {}}}}

    @seed(20261127)
    @settings(max_examples=200, deadline=None, database=None)
    @given(st.lists(st.integers(0, 12), min_size=1, max_size=12))
    def test_holds_every_organisation_once_whatever_is_said(self, sources):
        keys = list(range(1, len(sources) + 1))
        said = {
            key: (ADOPTION, source) if source else (ORIGINATOR, None) for key, source in zip(keys, sources, strict=True)
        }

        found = [node.key for root in forest(keys, said) for node in root.walk()]

        assert sorted(found) == keys


class TestCircle:
    def test_is_seen_over_any_number_of_steps(self):
        assert circle({2: 1, 3: 2, 4: 3}, 1, 4)

    def test_is_seen_in_itself(self):
        assert circle({}, 1, 1)

    def test_is_none_between_brothers(self):
        assert not circle({2: 1, 3: 1}, 3, 2)
