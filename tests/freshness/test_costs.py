"""What records say of costs: due before it is a year old, and confirmed without publishing again."""

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select, update

from registry.catalogue.models import CostConfirmation, Tool, Version
from registry.catalogue.services.costs import confirm_costs
from registry.core import clock
from registry.core.errors import Conflict, NotAllowed
from registry.core.events import EventRow
from registry.freshness.queries.due import due
from registry.freshness.services import confirm_facts
from registry.rules.words import Role
from tests import factories as f


@pytest.fixture
def force(session):
    return f.AForce()


@pytest.fixture
def lead(force):
    return f.AnActor(Role.LEAD, force)


@pytest.fixture
def stated(session, force):
    """Makes a record of the force whose costs are a year old in some days."""

    def make(days: int = 30, **fields):
        tool = f.ATool(force, content={"cost_band": "under-10k"} if fields.pop("costs", True) else {}, **fields)
        moment = clock.now() - timedelta(days=365 - days)
        session.execute(update(Version).where(Version.id == tool.version_id).values(published_at=moment))
        session.commit()
        return tool

    return make


def waiting(lead, force):
    return [(fact.kind, fact.id, (fact.due_on - clock.today()).days) for fact in due(lead, frozenset({force.id}))]


def test_they_are_due_within_sixty_days_the_most_urgent_first(lead, force, stated):
    later, sooner, _not_yet = stated(60), stated(-5), stated(61)

    assert waiting(lead, force) == [("cost", sooner.id, -5), ("cost", later.id, 60)]


def test_nothing_is_due_where_none_are_stated_or_a_source_says_them(lead, force, stated):
    stated(costs=False), stated(from_sources=True), stated(retired_on=clock.today())

    assert waiting(lead, force) == []


def test_one_click_dates_them_today_and_keeps_who_said_so(session, lead, force, stated):
    tool = stated(-5)

    confirm_facts(lead, [fact.key for fact in due(lead, frozenset({force.id}))])

    row = session.scalars(select(CostConfirmation)).one()
    assert (row.tool_id, row.confirmed_on, row.recorded_by_id) == (tool.id, clock.today(), lead.id)
    assert session.scalar(select(Tool.costs_confirmed_on)) == clock.today()
    event = session.scalars(select(EventRow).where(EventRow.kind == "costs-confirmed")).one()
    assert (event.tool_id, event.organisation_id) == (tool.id, force.id)
    assert waiting(lead, force) == []


def test_a_confirmation_runs_out_too(lead, force, stated, time_machine):
    stated(-5)
    confirm_facts(lead, [fact.key for fact in due(lead, frozenset({force.id}))])

    time_machine.move_to(datetime.combine(clock.today() + timedelta(days=310), time(12), clock.LONDON))

    assert [days for _kind, _id, days in waiting(lead, force)] == [55]


@pytest.mark.parametrize("role", [Role.READER, Role.CONTRIBUTOR, Role.ASSURER])
def test_it_is_for_the_owners_lead_alone(session, force, stated, role):
    tool = stated(-5)
    said = (clock.today() - timedelta(days=370)).toordinal()

    with pytest.raises(NotAllowed):
        confirm_costs(f.AnActor(role, force), tool.slug, said)
    with pytest.raises(NotAllowed):
        confirm_costs(f.AnActor(Role.LEAD), tool.slug, said)
    assert session.scalars(select(CostConfirmation)).all() == []


def test_what_was_said_anew_since_is_not_confirmed_by_an_old_page(lead, stated):
    tool = stated(-5)
    said = (clock.today() - timedelta(days=370)).toordinal()
    confirm_costs(lead, tool.slug, said)

    with pytest.raises(Conflict):
        confirm_costs(lead, tool.slug, said)


def test_there_is_nothing_to_confirm_where_no_costs_are_stated(lead, stated):
    tool = stated(-5, costs=False)

    with pytest.raises(Conflict):
        confirm_costs(lead, tool.slug, (clock.today() - timedelta(days=370)).toordinal())


def test_the_page_of_all_that_is_due_shows_them(web, lead, stated):
    tool = stated(-5)
    web.sign_in(lead.id)

    page = web.get("/due").text

    assert tool.name in page
    assert "Cost" in page
