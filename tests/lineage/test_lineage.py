"""Who has a tool from whom: what may be said, what each reader sees, and what becomes of it in a merger."""

import re
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from registry.core import clock
from registry.core.db import db
from registry.core.errors import Conflict, Invalid, NotAllowed, NotFound
from registry.core.events import EventRow
from registry.lineage.models import Descent
from registry.lineage.queries import lineage, stating
from registry.lineage.services import Statement, state
from registry.rules.lineage import Came, Manner
from registry.rules.policy import ANONYMOUS
from registry.rules.wording import spoken
from registry.rules.words import Role, Visibility
from tests import factories as f
from tests.reorganisation.changes import a_registrar, called, made, merger

KEPT = "The rule that nothing is saved unread"


def adopters(tool, *names, **fields):
    """Forces that have the tool, each with its lead."""
    found = []
    for name in names:
        force = f.AForce(slug=name.lower(), name=name)
        f.AnAdoption(tool, force, **fields)
        force.lead = f.AnActor(Role.LEAD, force)
        found.append(force)
    return found


def says(tool, force, source, read_at=0, manner="configured", **more):
    return state(force.lead, tool.slug, force.slug, read_at, Statement(source, manner, **more))


def read(actor, tool):
    """Each organisation with the one that it has the tool from."""
    return {
        line.adoption.organisation_slug: line.source.organisation_slug if line.source else line.came.value
        for line in lineage(actor, tool.slug).in_order
    }


class TestSaying:
    def test_stands_in_the_tree(self, session):
        tool = f.ATool()
        ash, elm = adopters(tool, "Ash", "Elm")
        says(tool, ash, "originator"), says(tool, elm, "ash")

        found = lineage(ANONYMOUS, tool.slug)

        assert read(ANONYMOUS, tool) == {"ash": "originator", "elm": "ash"}
        assert [(root.key, [child.key for child in root.children]) for root in found.roots] == [(ash.id, [elm.id])]

    def test_replaces_what_was_said_and_keeps_it(self, session):
        tool = f.ATool()
        ash, _elm = adopters(tool, "Ash", "Elm")
        first = says(tool, ash, "elm", kept=KEPT)

        second = says(tool, ash, "originator", first.id)

        assert read(ANONYMOUS, tool)["ash"] == "originator"
        assert (session.get(Descent, first.id).replaced_by_id, first.kept) == (second.id, KEPT)
        assert [row.id for row in stating(ash.lead, tool.slug, "ash").before] == [first.id]

    def test_is_an_event_without_words(self, session):
        tool = f.ATool()
        (ash,) = adopters(tool, "Ash")

        says(tool, ash, "originator", kept=KEPT)

        row = session.scalar(select(EventRow).where(EventRow.kind == "lineage-stated"))
        assert (row.organisation_id, row.data["came"]) == (ash.id, "originator")
        assert "unread" not in str(row.data)

    def test_on_an_older_statement_is_a_conflict(self, session):
        tool = f.ATool()
        (ash,) = adopters(tool, "Ash")
        says(tool, ash, "originator")

        with pytest.raises(Conflict):
            says(tool, ash, "not-stated")

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            (Statement("ash", "configured"), "source"),  # itself
            (Statement("nobody", "configured"), "source"),
            (Statement("", "configured"), "source"),
            (Statement("originator", "stolen"), "manner"),
            (Statement("originator", "configured", kept="x" * 4001), "kept"),
        ],
    )
    def test_refuses_what_cannot_be(self, session, said, field):
        tool = f.ATool()
        (ash,) = adopters(tool, "Ash")

        with pytest.raises(Invalid) as refusal:
            state(ash.lead, tool.slug, "ash", 0, said)

        assert list(refusal.value.fields) == [field]
        assert session.scalars(select(Descent)).all() == []

    def test_is_for_the_adopters_own_lead(self, session):
        tool = f.ATool()
        ash, elm = adopters(tool, "Ash", "Elm")

        for actor in (elm.lead, f.AnActor(Role.CONTRIBUTOR, ash), f.AnActor(Role.LEAD, f.AForce())):
            with pytest.raises(NotAllowed):
                state(actor, tool.slug, "ash", 0, Statement("originator", "configured"))

    def test_needs_an_adoption(self, session):
        tool, force = f.ATool(), f.AForce()

        with pytest.raises(NotFound):
            state(f.AnActor(Role.LEAD, force), tool.slug, force.slug, 0, Statement("originator", "configured"))

    def test_cannot_name_an_adoption_that_is_hidden(self, session):
        tool = f.ATool()
        (ash,) = adopters(tool, "Ash")
        adopters(tool, "Elm", visibility=Visibility.NAMED)

        with pytest.raises(Invalid):
            says(tool, ash, "elm")


class TestCircles:
    def test_are_refused(self, session):
        tool = f.ATool()
        ash, elm, oak = adopters(tool, "Ash", "Elm", "Oak")
        says(tool, elm, "ash"), says(tool, oak, "elm")

        with pytest.raises(Invalid) as refusal:
            says(tool, ash, "oak")

        assert "circle" in refusal.value.fields["source"]

    def test_are_refused_when_two_people_make_one_at_once(self, copy):
        outcomes = []
        rounds = [(tool := f.ATool(), adopters(tool, f"Ash{number}", f"Elm{number}")) for number in range(6)]
        db.session.close()

        def act(tool, force, other, both):
            with copy.app_context():
                both.wait()
                try:
                    says(tool, force, other.slug)
                    outcomes.append("done")
                except Invalid:
                    outcomes.append("refused")

        for tool, pair in rounds:
            both = threading.Barrier(2)
            racers = [threading.Thread(target=act, args=(tool, *order, both)) for order in (pair, pair[::-1])]
            [racer.start() for racer in racers]
            [racer.join() for racer in racers]

        assert sorted(outcomes) == ["done"] * 6 + ["refused"] * 6
        assert len(db.session.scalars(select(Descent)).all()) == 6


class TestReading:
    def test_tree_and_list_hold_the_same_organisations(self, web):
        tool = f.ATool()
        ash, elm, oak, _fir = adopters(tool, "Ash", "Elm", "Oak", "Fir")
        says(tool, ash, "originator"), says(tool, elm, "ash"), says(tool, oak, "elm")

        tree, listed = (main(web.get(f"/tools/{tool.slug}/lineage{how}")) for how in ("", "?as=list"))

        assert names(tree) == names(listed) == ["ash", "elm", "oak", "fir"]

    def test_a_hidden_adoption_is_nowhere_and_its_children_say_nothing_of_it(self, session):
        tool = f.ATool()
        (ash,) = adopters(tool, "Ash")
        (elm,) = adopters(tool, "Elm", visibility=Visibility.POLICING)
        (oak,) = adopters(tool, "Oak")
        says(tool, elm, "ash"), says(tool, oak, "elm")

        assert read(ANONYMOUS, tool) == {"ash": "not-stated", "oak": "not-stated"}
        assert read(oak.lead, tool) == {"ash": "not-stated", "elm": "ash", "oak": "elm"}
        assert ash.id in lineage(ANONYMOUS, tool.slug).lines

    def test_words_are_for_policing(self, web):
        tool = f.ATool()
        (ash,) = adopters(tool, "Ash")
        says(tool, ash, "originator", kept=KEPT, lessons="Ask first")

        public = web.get(f"/tools/{tool.slug}/lineage").text
        api = web.get(f"/api/v1/tools/{tool.slug}/lineage").json
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)
        policing = web.get(f"/tools/{tool.slug}/lineage").text

        assert KEPT not in public
        assert "Ask first" not in public
        assert (api["items"][0]["manner"], api["items"][0]["kept"]) == ("configured", None)
        assert KEPT in policing
        assert "Ask first" in policing

    def test_goes_out_of_view_with_the_tool(self, web, session):
        tool = f.ATool()
        (ash,) = adopters(tool, "Ash")
        says(tool, ash, "originator")
        tool.suspended_at, tool.suspension_reason = ash.population_date and f.clock.now(), "A fault"
        f.save(tool)

        assert web.get(f"/tools/{tool.slug}/lineage").status_code == 410

    def test_takes_four_statements(self, session, count_statements):
        tool = f.ATool()
        forces = adopters(tool, *(f"Force{number}" for number in range(8)))
        for force in forces[1:]:
            says(tool, force, "force0")

        with count_statements() as seen:
            lineage(ANONYMOUS, tool.slug)

        assert len(seen) == 4


class TestPages:
    def test_a_lead_says_it(self, web, session):
        tool = f.ATool()
        _ash, elm = adopters(tool, "Ash", "Elm")
        web.sign_in(elm.lead.id)

        page = web.get(f"/tools/{tool.slug}/lineage/state")
        answer = web.post(
            f"/tools/{tool.slug}/lineage/state?organisation=elm", {"source": "ash", "manner": "adapted", "read_at": "0"}
        )

        assert "From where it was made" in page.text
        assert answer.status_code == 302
        row = session.scalars(select(Descent)).one()
        assert (row.came, row.manner) == (Came.ADOPTION, Manner.ADAPTED)

    def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(self, web, session):
        tool = f.ATool()
        (elm,) = adopters(tool, "Elm")
        web.sign_in(elm.lead.id)

        answer = web.post(f"/tools/{tool.slug}/lineage/state", {"source": "", "manner": "", "lessons": "Ask first"})

        assert answer.status_code == 422
        assert "Choose from whom your organisation has it." in answer.text
        assert "Choose how it was taken over." in answer.text
        assert "Ask first" in answer.text
        assert session.scalars(select(Descent)).all() == []


class TestMerging:
    def test_what_was_said_goes_with_the_organisation(self, session):
        tool = f.ATool()
        ash, elm, oak = adopters(tool, "Ash", "Elm", "Oak")
        says(tool, elm, "ash"), says(tool, oak, "elm")

        made(a_registrar(), merger(elm, f.AForce(), name="Marches"))

        heir = called("Marches").slug
        assert read(ANONYMOUS, tool) == {"ash": "not-stated", heir: "ash", "oak": heir}
        assert ash.id

    def test_two_that_merge_do_not_have_it_from_themselves(self, session):
        tool = f.ATool()
        ash, elm, oak = adopters(tool, "Ash", "Elm", "Oak")
        says(tool, elm, "ash"), says(tool, oak, "elm")

        made(a_registrar(), merger(ash, oak, name="Marches"))

        heir = called("Marches").slug
        assert sorted(read(ANONYMOUS, tool)) == sorted(["elm", heir])
        assert len([source for source in read(ANONYMOUS, tool).values() if source == "not-stated"]) == 1


def main(response) -> str:
    return response.text.partition("<main")[2]


def names(page: str) -> list[str]:
    return re.findall(r'<a href="/organisations/([\w-]+)">', page)


@pytest.mark.parametrize("shown", ["", "?as=list"])
def test_pages_say_since_when_it_is_unconfirmed(web, shown):
    tool, ended = f.ATool(), clock.today() - timedelta(days=10)
    adopters(tool, "Ash", expires_on=ended)

    assert f"unconfirmed since {spoken(ended)}" in web.get(f"/tools/{tool.slug}/lineage{shown}").text
