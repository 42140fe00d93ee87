"""Costs that were said more than a year ago read as not stated: on the tool's page and wherever else they stand."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from registry.catalogue.services.costs import confirm_costs
from registry.core import clock
from registry.discovery.queries.compare import compared
from registry.evidence.queries.tried import for_problem, tried
from registry.rules.policy import ANONYMOUS
from registry.rules.words import Design, Direction, Role
from registry.search import services as search
from registry.search.queries.asked import Asked
from registry.search.queries.find import find
from tests import factories as f
from tests.search import shelved

AGES = pytest.mark.parametrize(("days", "shown"), [(360, True), (370, False)])
COSTS = {"cost_band": "under-10k", "cost_yearly_amount": 123_456, "cost_setup": "Marmalade for everyone"}


def a_tool(session, days: int, **fields):
    """A tool that says what it costs, as its version said so many days ago."""
    tool = f.ATool(content={**COSTS, "prerequisites": "A telephone system"}, **fields)
    moment = clock.now() - timedelta(days=days)
    session.execute(update(f.Version).where(f.Version.id == tool.version_id).values(published_at=moment))
    session.commit()
    return tool


@AGES
def test_costs_are_believed_for_a_year(web, session, days, shown):
    tool = a_tool(session, days)
    web.sign_in(f.APerson((f.AForce(), Role.READER)).id)

    page = web.get(f"/tools/{tool.slug}").text

    assert ("123,456" in page) is shown
    assert ("Not stated: last said on" in page) is not shown
    assert "A telephone system" in page


@AGES
def test_a_comparison_believes_them_as_long(session, days, shown):
    tool = a_tool(session, days)

    cells = {line.label: line.cells for part in compared(ANONYMOUS, [tool.slug]).parts for line in part.lines}

    assert (("Under £10,000",) in [cell for row in cells.values() for cell in row]) is shown
    assert "123,456" not in str(cells)  # for policing alone


@AGES
def test_the_interface_sends_them_as_long(web, session, days, shown):
    tool = a_tool(session, days)

    answers = web.get(f"/api/v1/tools/{tool.slug}").json["answers"]

    assert ("cost_band" in answers) is shown
    assert "prerequisites" in answers


@AGES
def test_pages_of_what_was_tried_show_them_as_long(session, days, shown):
    tool = a_tool(session, days)
    shelved.a_claim(tool, Design.ESTIMATE, Direction.BETTER)

    (line,) = tried(ANONYMOUS, for_problem(f.CONTENT["problems"][0])).page.items

    assert bool(line.cost) is shown


@pytest.mark.usefixtures("index_home")
class TestSearch:
    def test_filters_by_them_until_they_are_a_year_old(self, session, time_machine):
        a_tool(session, 365)
        search.rebuild()
        asked = Asked("", {"cost": ("under-10k",)})
        before = find(ANONYMOUS, asked).total

        time_machine.move_to(clock.now() + timedelta(days=1))

        assert (before, find(ANONYMOUS, asked).total) == (1, 0)

    @AGES
    def test_finds_no_record_by_what_it_says_of_costs(self, web, session, days, shown):
        tool = a_tool(session, days)
        search.rebuild()
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)

        assert tool.name not in web.get("/search?q=marmalade").text
        assert "Marmalade" not in web.get(f"/search?q={tool.name}").text

    def test_believes_them_again_once_they_are_confirmed(self, session):
        owner = f.AForce()
        tool = a_tool(session, 370, owner=owner)
        search.rebuild()
        asked = Asked("", {"cost": ("under-10k",)})
        before = find(ANONYMOUS, asked).total
        said = clock.today() - timedelta(days=370)

        confirm_costs(f.AnActor(Role.LEAD, owner), tool.slug, said.toordinal())
        search.catch_up()

        assert (before, find(ANONYMOUS, asked).total) == (0, 1)


def test_a_confirmation_brings_them_back_on_every_page(web, session):
    owner = f.AForce()
    tool = a_tool(session, 370, owner=owner)
    said = clock.today() - timedelta(days=370)

    confirm_costs(f.AnActor(Role.LEAD, owner), tool.slug, said.toordinal())

    assert "Under £10,000" in web.get(f"/tools/{tool.slug}").text
    assert "Under £10,000" in web.get(f"/compare?tool={tool.slug}").text
    assert "cost_band" in web.get(f"/api/v1/tools/{tool.slug}").json["answers"]
