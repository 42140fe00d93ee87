"""Groups of related words: kept by the registrar, in force at once, named on the page."""

import pytest
from sqlalchemy import select

from registry.core.db import db
from registry.core.errors import Conflict, Invalid, NotAllowed
from registry.core.events import EventRow
from registry.rules.words import Role, Visibility
from registry.search import services as search
from registry.search.models import SynonymChange, SynonymRing
from registry.search.queries import rings
from registry.search.queries.synonyms import rings as in_force
from registry.search.queries.synonyms import supplied
from registry.search.services import synonyms as services
from tests import factories as f


@pytest.fixture
def registrar():
    return f.AnActor(Role.REGISTRAR)


def the_ring(*members: str) -> SynonymRing:
    return db.session.scalars(select(SynonymRing).order_by(SynonymRing.id.desc())).first()


class TestInForce:
    def test_a_search_finds_by_a_new_group_at_once_and_says_so(self, web, registrar):
        f.ATool(name="Kestrel finder")
        search.rebuild()
        assert "Kestrel" not in web.get("/search?q=windhover").text

        services.add_ring(registrar, ["windhover", "kestrel"])
        page = web.get("/search?q=windhover").text

        assert '<mark class="app-mark">Kestrel</mark>' in page
        assert "Also searched for related words:" in page
        assert "<b>kestrel</b> (for windhover)" in page

    def test_it_finds_no_longer_once_the_group_is_off(self, web, registrar):
        f.ATool(name="Kestrel finder")
        search.rebuild()
        ring = services.add_ring(registrar, ["windhover", "kestrel"])
        web.get("/search?q=windhover")

        services.switch_ring(registrar, ring.id, False, ring.revision)

        assert "Kestrel" not in web.get("/search?q=windhover").text

    def test_the_supplied_groups_hold_until_the_first_change_and_after_it(self, web, registrar):
        f.ATool(name="Automatic number plate recognition")
        search.rebuild()
        assert "<mark" in web.get("/search?q=anpr").text

        services.add_ring(registrar, ["windhover", "kestrel"])

        assert "<mark" in web.get("/search?q=anpr").text
        assert len(db.session.scalars(select(SynonymRing)).all()) == len(supplied()) + 1

    def test_words_of_two_groups_are_not_followed_in_a_circle(self, registrar):
        services.add_ring(registrar, ["alfa", "bravo"])
        services.add_ring(registrar, ["bravo", "charlie"])
        services.add_ring(registrar, ["charlie", "alfa"])

        mark = db.session.scalars(select(SynonymChange.mark).order_by(SynonymChange.id.desc())).first()
        found = in_force(mark)

        assert found[("alfa",)] == (("bravo",), ("charlie",))
        assert found[("bravo",)] == (("alfa",), ("charlie",))

    def test_titles_are_compared_by_the_groups_in_force(self, registrar):
        from registry.search.queries.similar import similar

        f.ATool(name="Windhover register for patrols", content={"summary": "Windhover register"})
        search.rebuild()
        actor = f.AnActor(Role.LEAD)
        before = similar(actor, "Kestrel register for patrols", "")

        services.add_ring(registrar, ["windhover", "kestrel"])
        after = similar(actor, "Kestrel register for patrols", "")

        assert (before[0].score if before else 0) < after[0].score

    def test_a_hidden_tool_is_found_by_no_related_word(self, web, registrar):
        f.ATool(name="Kestrel finder", visibility=Visibility.POLICING)
        search.rebuild()
        services.add_ring(registrar, ["windhover", "kestrel"])

        page = web.get("/search?q=windhover").text

        assert "Kestrel" not in page
        assert "kestrel" not in page


class TestChanging:
    def test_a_change_is_kept_and_on_the_audit_trail_without_its_words(self, registrar):
        ring = services.add_ring(registrar, ["windhover", "kestrel"])
        services.edit_ring(registrar, ring.id, ["windhover", "kestrel", "falcon"], 1)

        verbs = [change.verb for change in rings.ring_changes(ring.id)]
        row = db.session.scalars(select(EventRow).order_by(EventRow.id.desc())).first()

        assert verbs == ["edit", "add"]
        assert row.kind == "synonyms-changed"
        assert "falcon" not in str(row.data)

    def test_nobody_but_the_registrar_changes_them(self):
        lead = f.AnActor(Role.LEAD)

        with pytest.raises(NotAllowed):
            services.add_ring(lead, ["windhover", "kestrel"])
        with pytest.raises(NotAllowed):
            rings.preview(lead, ["windhover", "kestrel"])

    @pytest.mark.parametrize(
        "members",
        [
            [],
            ["windhover"],
            ["windhover", " Windhover "],
            ["windhover", "the"],
            ["windhover", "!!"],
            ["windhover", "a b c d e f g"],
            ["windhover", "x" * 61],
            [f"word{number}" for number in range(21)],
        ],
    )
    def test_what_cannot_be_a_group_is_refused_at_the_field(self, registrar, members):
        with pytest.raises(Invalid) as refusal:
            services.add_ring(registrar, members)

        assert "members" in refusal.value.fields

    def test_the_same_words_are_no_second_group(self, registrar):
        services.add_ring(registrar, ["windhover", "kestrel"])

        with pytest.raises(Invalid, match="cannot be kept"):
            services.add_ring(registrar, ["Kestrel", "Windhover"])

    def test_a_stale_change_is_refused_and_changes_nothing(self, registrar):
        ring = services.add_ring(registrar, ["windhover", "kestrel"])
        services.edit_ring(registrar, ring.id, ["windhover", "falcon"], 1)

        with pytest.raises(Conflict):
            services.edit_ring(registrar, ring.id, ["windhover", "hawk"], 1)

        assert the_ring().members == ["windhover", "falcon"]

    def test_other_alphabets_are_kept_as_written(self, registrar):
        ring = services.add_ring(registrar, ["heddlu", "ﬁre service", "警察"])

        assert ring.members == ["heddlu", "ﬁre service", "警察"]


class TestPages:
    @pytest.fixture
    def keeper(self, web):
        return web.sign_in(f.APerson((f.AForce(), Role.REGISTRAR)).id)

    def test_shows_what_the_group_would_find_before_it_saves(self, keeper):
        f.ATool(name="Kestrel finder"), f.ATool(name="Windhover box")
        search.rebuild()

        page = keeper.post("/synonyms/new", {"members": "windhover\nkestrel"}).text

        assert "What the group would find" in page
        assert "Nothing is saved yet" in page
        assert db.session.scalars(select(SynonymRing)).all() == []

    def test_saves_once_confirmed_and_lists_it(self, keeper):
        keeper.post("/synonyms/new", {"members": "windhover\nkestrel", "step": "confirm"})

        assert "windhover, kestrel" in keeper.get("/synonyms").text

    def test_says_where_a_word_stands_already(self, keeper):
        f.ASynonymRing("kestrel", "falcon")
        search.rebuild()

        page = keeper.post("/synonyms/new", {"members": "windhover\nkestrel"}).text

        assert "also stands in the group: falcon, kestrel" in page

    def test_a_bad_group_comes_back_with_what_was_typed(self, keeper):
        answer = keeper.post("/synonyms/new", {"members": "windhover"})

        assert answer.status_code == 422
        assert "at least two different words" in answer.text
        assert ">windhover</textarea>" in answer.text.replace("\n", "").replace("\r", "")

    def test_somebody_elses_change_is_shown_beside_ones_own(self, keeper):
        ring = f.ASynonymRing("windhover", "kestrel", revision=2)

        answer = keeper.post(f"/synonyms/{ring.id}", {"members": "windhover\nhawk", "revision": "1", "step": "confirm"})

        assert answer.status_code == 409
        assert "It now holds: windhover, kestrel" in answer.text
        assert "hawk" in answer.text

    def test_a_group_is_switched_off_and_leaves_the_list_of_members(self, web, keeper):
        ring = f.ASynonymRing("windhover", "kestrel")

        keeper.post(f"/synonyms/{ring.id}/switch", {"revision": "1", "to": "off"})
        page = web.sign_in(f.APerson((f.AForce(), Role.READER)).id).get("/synonyms").text

        assert "windhover" not in page
        assert "No groups are in use" in page

    def test_markup_in_a_word_stays_text(self, keeper):
        keeper.post("/synonyms/new", {"members": "<b>bold\nkestrel", "step": "confirm"})

        assert "<b>bold" not in keeper.get("/synonyms").text
