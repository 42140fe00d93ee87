"""Forces like one, and what is live there and not here."""

from datetime import timedelta

import pytest

from registry.core import clock
from registry.core.errors import NotFound
from registry.estates.queries.alike import alike, live_at_forces_like
from registry.rules.lifecycles import Stage
from registry.rules.likeness import Aspect
from registry.rules.policy import ANONYMOUS
from registry.rules.wording import spoken
from registry.rules.words import Role, Standing, Visibility
from tests import factories as f
from tests.estates.stated import a_force, kinds


def a_tool(**fields):
    """A tool whose owner is no force, so that it is like none."""
    return f.ATool(f.ASupplier(), **fields)


def forces(*officers, **fields):
    return [f.AForce(officers_fte=number, population=number * 500, **fields) for number in officers]


class TestAlike:
    def test_shows_what_is_live_there_and_not_here(self, session):
        here, near, far = forces(1000, 1100, 1500)
        both, one, ours = a_tool(name="Both"), a_tool(name="One"), a_tool(name="Ours")
        for tool, force in ((both, near), (both, far), (one, near), (ours, near), (ours, here)):
            f.AnAdoption(tool, force)
        f.AnAdoption(a_tool(), far, Stage.PILOTING)
        f.AnAdoption(a_tool(), far, Stage.LIVE, Standing.DISPUTED)

        found = alike(ANONYMOUS, here.slug)

        assert [peer.other.key for peer in found.peers] == [near.id, far.id]
        assert [(line.name, len(line.there)) for line in found.tools] == [("Both", 2), ("One", 1)]

    def test_keeps_to_the_five_nearest(self, session):
        here, *_near, far = forces(1000, 1010, 1020, 1030, 1040, 1050, 3000)
        f.AnAdoption(a_tool(), far)

        found = alike(ANONYMOUS, here.slug)

        assert len(found.peers) == 5
        assert (found.tools, live_at_forces_like(ANONYMOUS, here.id)) == ([], set())

    def test_tells_a_reader_nothing_of_what_is_hidden_there(self, session):
        here, near = forces(1000, 1100)
        tool = a_tool()
        f.AnAdoption(tool, near, visibility=Visibility.POLICING)

        assert alike(ANONYMOUS, here.slug).tools == []
        assert live_at_forces_like(ANONYMOUS, here.id) == set()
        reader = f.AnActor(Role.READER, here)
        assert [line.slug for line in alike(reader, here.slug).tools] == [tool.slug]
        assert live_at_forces_like(reader, here.id) == {tool.id}

    def test_compares_invented_forces_among_themselves(self, session):
        here, _real = forces(1000, 1000)
        (example,) = forces(1000, synthetic=True)

        assert example.id not in [peer.other.key for peer in alike(ANONYMOUS, here.slug).peers]
        assert alike(ANONYMOUS, example.slug).peers == []

    def test_counts_systems_only_of_those_that_agreed(self, session):
        kinds()
        held = {"command": "yes", "records": "yes", "digital": "no"}
        here, agreed, other = a_force(**held), a_force(agreed=True, **held), a_force(**held)

        parts = {peer.other.key: peer.parts for peer in alike(here.lead, here.slug).peers}

        assert Aspect.SYSTEMS in parts[agreed.id]
        assert Aspect.SYSTEMS not in parts[other.id]

    def test_says_what_was_left_out(self, web):
        here, near = forces(1000, 1100)

        page = web.get(f"/organisations/{here.slug}/like").text

        assert near.name in page
        assert "Officers: 1,000 here, 1,100 there." in page
        assert "how rural or densely peopled the area is" in page
        assert "Same region: Middle March." in page

    def test_without_a_size_says_so(self, web, session):
        force = f.AForce(officers_fte=None, officers_date=None, population=None, population_date=None)

        assert "Its size is not known" in web.get(f"/organisations/{force.slug}/like").text

    def test_is_for_forces(self, session):
        with pytest.raises(NotFound):
            alike(ANONYMOUS, f.ASupplier().slug)

    def test_takes_the_same_statements_for_many(self, session, count_statements):
        here, *others = forces(*range(1000, 1010))
        for force in others:
            f.AnAdoption(a_tool(), force)

        with count_statements() as seen:
            alike(ANONYMOUS, here.slug)

        assert len(seen) == 4


def test_the_page_says_since_when_a_use_is_unconfirmed(web):
    here, near = forces(1000, 1100)
    tool, ended, lapsed = a_tool(), clock.today() - timedelta(days=10), clock.today() - timedelta(days=20)
    f.AnAdoption(tool, near, expires_on=ended)
    f.AnAdoption(tool, here, Stage.PILOTING, expires_on=lapsed)

    page = web.get(f"/organisations/{here.slug}/like").text

    assert f"unconfirmed since {spoken(ended)}" in page
    assert f"unconfirmed since {spoken(lapsed)}" in page
