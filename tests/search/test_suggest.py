"""What is suggested as one types, and that it tells nothing that the reader may not know."""

import pytest

from registry.rules.policy import ANONYMOUS
from registry.rules.words import Visibility
from registry.search import services
from registry.search.queries import suggest as module
from registry.search.queries.suggest import suggest
from tests import factories as f
from tests.search import shelf, writing

pytestmark = pytest.mark.usefixtures("index_home")


def texts(typed: str, kind: str = "", actor=ANONYMOUS) -> list[str]:
    return [one.text for one in suggest(actor, typed) if not kind or one.kind == kind]


class TestSuggest:
    def test_names_by_the_beginning_of_any_of_their_words(self, session):
        f.ATool(name="Chutney maker"), f.ATool(name="Marmalade maker")
        services.rebuild()

        assert texts("marm", "tool") == ["Marmalade maker"]
        assert texts("maker chut", "tool") == ["Chutney maker"]

    def test_a_name_that_begins_so_comes_first(self, session):
        f.ATool(name="The maker of marmalade"), f.ATool(name="Marmalade maker")
        services.rebuild()

        assert texts("marm", "tool") == ["Marmalade maker", "The maker of marmalade"]

    def test_words_that_stand_somewhere(self, session):
        f.ATool(name="Alpha", content={"summary": "It finds vulnerability"})
        services.rebuild()

        assert texts("vulne", "word") == ["vulnerability"]
        assert texts("alpha vulne", "word") == ["alpha vulnerability"]

    def test_forces_that_own_or_use_a_tool(self, session):
        f.AnAdoption(f.ATool(f.AForce(name="Northmarch Police")), f.AForce(name="Southvale Police"))
        services.rebuild()

        assert texts("northm", "value") == ["Northmarch Police"]
        assert [one.code for one in suggest(ANONYMOUS, "southv") if one.kind == "value"] == ["adopter"]

    def test_related_words(self, session):
        f.ATool(name="Domestic abuse helper")
        services.rebuild()

        assert "domestic violence" in texts("domestic v", "related")

    @pytest.mark.parametrize("typed", ["", "a", "  ", "\x00", '"', "(((", "%", "a" * 10_000])
    def test_of_little_or_of_nonsense_nothing(self, session, typed: str):
        f.ATool(name="Chutney maker")
        services.rebuild()

        assert texts(typed) == []


class TestWhatMustNotShow:
    @pytest.mark.parametrize("visibility", [Visibility.POLICING, Visibility.NAMED])
    def test_nothing_of_a_tool_that_may_not_be_read(self, session, visibility):
        tool = f.ATool(
            f.AForce(name="Hiddenshire Police"), name="Marmalade", visibility=visibility, supplier="Quince Ltd"
        )
        f.AnAdoption(tool, f.AForce(name="Undershire Police"))
        services.rebuild()

        assert [texts(typed) for typed in ("marmal", "hiddens", "quince", "unders")] == [[], [], [], []]

    def test_no_adopter_that_released_it_to_nobody(self, session):
        f.AnAdoption(f.ATool(), f.AForce(name="Undershire Police"), visibility=Visibility.NAMED)
        services.rebuild()

        assert texts("unders") == []

    @pytest.mark.parametrize("seed", range(3))
    def test_each_reader_is_told_what_they_would_be_if_the_rest_were_not_there(self, session, monkeypatch, seed: int):
        monkeypatch.setattr(module, "_with_addresses", lambda _actor, found: found)  # the shelf has no rows
        words = (*shelf.WORDS, *shelf.HIDDEN, "problem", "force-1")
        beginnings, documents = sorted({word[:size] for word in words for size in (2, 3, 5)}), shelf.shelf(seed)
        writing.build(documents[:40])
        writing.update(documents[35:])
        whole = {role: {typed: suggest(actor, typed) for typed in beginnings} for role, actor in shelf.READERS.items()}

        for role, actor in shelf.READERS.items():
            writing.build(shelf.as_known_to(actor, documents))
            alone = {typed: suggest(actor, typed) for typed in beginnings}

            assert whole[role] == alone, role


class TestView:
    def test_says_what_each_is_and_where_it_leads(self, web):
        tool = f.ATool(f.AForce(name="Marmalade Police"), name="Marmalade maker")
        services.rebuild()

        found = web.get("/search/suggest?q=marmal").json

        assert {"text": "Marmalade maker", "note": "Tool", "url": f"/tools/{tool.slug}"} in found
        assert any(one["text"] == "Marmalade Police" and one["note"] == "Owner, 1 tool" for one in found)

    def test_is_empty_while_there_is_no_index(self, web):
        assert web.get("/search/suggest?q=marmal").json == []
