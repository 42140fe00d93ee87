"""What has become known to fewer people is told by nothing of the search, before the worker has come to it."""

from dataclasses import dataclass

import pytest

from registry.catalogue.models import Tool
from registry.catalogue.services import publish_version
from registry.core import clock
from registry.core.commands import command, transaction
from registry.core.db import db
from registry.core.events import EventRow, emit
from registry.evidence.services import correcting
from registry.replication import services as replication
from registry.replication.events import AdoptionMoved
from registry.rules.lifecycles import Stage
from registry.rules.policy import ANONYMOUS
from registry.rules.words import Role, Visibility
from registry.search import services
from registry.search.queries.asked import Asked
from registry.search.queries.documents import head
from registry.search.queries.find import every, find
from registry.search.queries.similar import similar
from registry.search.queries.suggest import suggest
from registry.search.queries.withheld import ALWAYS, ANEW, withheld
from tests import factories as f

pytestmark = pytest.mark.usefixtures("index_home")


@dataclass
class Told:
    """All that a visitor is told of a word, of a force and of what is spelt like the word."""

    total: int
    registered: int
    values: set[str]
    suggested: list[str]
    meant: str | None
    every: list[int]
    similar: list[int]


NOTHING = Told(0, 0, set(), [], None, [], [])


def told(force: str) -> Told:
    everything = find(ANONYMOUS, Asked())
    return Told(
        find(ANONYMOUS, Asked("marmalade")).total,
        everything.registered,
        {one.value for group in everything.groups for one in group.options if one.count},
        [one.text for typed in ("marma", force) for one in suggest(ANONYMOUS, typed)],
        find(ANONYMOUS, Asked("marmalde")).did_you_mean,
        every(ANONYMOUS, Asked()),
        [one.id for one in similar(ANONYMOUS, "Marmalade maker", "Makes it.")],
    )


def publish(tool: Tool, visibility: Visibility) -> None:
    content = {**f.CONTENT, "name": tool.name, "visibility": visibility.value}
    with transaction():
        publish_version(db.session.get_one(Tool, tool.id), content, actor_id=None)


class TestARecordPublishedMoreNarrowly:
    @pytest.mark.parametrize("visibility", [Visibility.POLICING, Visibility.NAMED])
    def test_shows_nowhere(self, session, visibility: Visibility):
        tool = f.ATool(f.AForce(name="Northmarch Police"), name="Marmalade maker")
        services.rebuild()
        before = told("northmarch")

        publish(tool, visibility)

        assert (before.total, before.every, before.similar, before.meant) == (1, [tool.id], [tool.id], "marmalade")
        assert {"Marmalade maker", "Northmarch Police"} <= set(before.suggested)
        assert told("northmarch") == NOTHING

    @pytest.mark.parametrize(
        ("before", "after"),
        [("public", "public"), ("policing", "policing"), ("named", "policing"), ("policing", "public")],
    )
    def test_as_before_or_more_widely_stays(self, session, before: str, after: str):
        owner = f.AForce()
        tool = f.ATool(owner, name="Marmalade maker", visibility=before)
        services.rebuild()

        publish(tool, Visibility(after))

        assert find(f.AnActor(Role.READER, owner), Asked("marmalade")).ids == [tool.id]


class TestAnAdoption:
    def release(self, visibility: Visibility) -> str:
        force = f.AForce(name="Southvale Police")
        adoption = f.AnAdoption(f.ATool(name="Marmalade maker"), force)
        services.rebuild()
        assert force.slug in told("southvale").values
        replication.release(f.AnActor(Role.LEAD, force), adoption.id, 1, visibility, "Data protection officer", "DPO/7")
        return force.slug

    def test_released_to_fewer_is_not_told_of(self, session):
        self.release(Visibility.POLICING)

        assert told("southvale") == NOTHING

    def test_released_to_all_stays(self, session):
        assert self.release(Visibility.PUBLIC) in told("southvale").values

    @pytest.mark.parametrize(("verb", "gone"), [*((verb, True) for verb in ANEW), ("advance", False)])
    def test_that_another_row_takes_over_waits(self, session, verb: str, gone: bool):
        tool = f.ATool()
        before = head()
        moved(tool, verb)

        assert (tool.id in withheld(before)) is gone


class TestEvidence:
    def test_that_was_taken_back_answers_no_more(self, session):
        owner = f.AForce()
        tool = f.ATool(owner)
        item = f.AnEvidence(tool, owner, title="A study of marmalade")
        f.AClaim(item)
        services.rebuild()
        assert find(ANONYMOUS, Asked("marmalade")).ids == [tool.id]

        correcting.withdraw_evidence(f.AnActor(Role.LEAD, owner), tool.slug, item.id)

        assert find(ANONYMOUS, Asked("marmalade")).total == 0


class TestEvents:
    def test_each_of_these_withholds_its_tool(self, session):
        tools = {event.kind: f.ATool() for event in ALWAYS}
        before = head()
        for kind, tool in tools.items():
            happened(kind, tool.id)

        assert withheld(before) == {tool.id for tool in tools.values()}
        assert withheld(head()) == frozenset()


@command
def moved(tool: Tool, verb: str) -> None:
    about = {"organisation_id": tool.owner_id, "adoption_id": 1, "stage_event_id": 1}
    emit(AdoptionMoved(actor_id=None, tool_id=tool.id, verb=verb, stage=Stage.LIVE, **about))


def happened(kind: str, tool_id: int) -> None:
    """An event of a kind, as the chain holds it."""
    blank = {"recorded_at": clock.now(), "digest": "0", "hash": "0"}
    f.save(EventRow(id=head() + 1, kind=kind, tool_id=tool_id, **blank))
