"""What a force states of its systems: due as one fact, and confirmed whatever was taken back since."""

from datetime import timedelta

import pytest

from registry.accounts.services.sessions import hash_of
from registry.core import clock
from registry.estates.queries.estate import standing_at
from registry.freshness.queries.due import due
from registry.freshness.services import confirm_by_link, confirm_facts, make_link, new_key
from tests.estates.stated import a_force, kinds, says
from tests.freshness.facts import an_adoption
from tests.freshness.sent import HERE


@pytest.fixture
def force(session, time_machine):
    """A force that stated two systems a year ago and took one of them back."""
    kinds()
    time_machine.move_to(clock.now() - timedelta(days=364), tick=False)
    force = a_force(command="yes", records="yes")
    says(force, records="")
    time_machine.move_to(clock.now() + timedelta(days=364), tick=False)
    return force


def waiting(force):
    return due(force.lead, frozenset({force.id}))


def said(force):
    return [(row.category, row.stated_on) for row in standing_at(force.id)]


def test_is_confirmed_by_a_tick_with_what_is_ticked_beside_it(force):
    an_adoption(force)

    confirm_facts(force.lead, [fact.key for fact in waiting(force)])

    assert said(force) == [("command-and-control", clock.today())]
    assert waiting(force) == []


def test_is_confirmed_by_link(force):
    facts = waiting(force)
    token = new_key(make_link(force.lead.id, facts).id)

    confirm_by_link(hash_of(token), [fact.key for fact in facts], None, HERE)

    assert said(force) == [("command-and-control", clock.today())]
