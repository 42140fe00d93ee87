"""Tools side by side: the same rows for each, what is missing said, and nothing that the reader may not see."""

import pytest

from registry.assurance.services import assess
from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.db import db
from registry.discovery.queries.compare import compared
from registry.rules.lifecycles import Stage
from registry.rules.policy import ANONYMOUS
from registry.rules.words import Design, Direction, Role, Standing, Visibility
from tests import factories as f
from tests.assurance.stated import details
from tests.search import shelved


def lines(found) -> dict[str, tuple]:
    return {line.label: line.cells for part in found.parts for line in part.lines}


class TestRows:
    def test_every_tool_has_a_cell_in_every_row_and_what_is_missing_is_empty(self):
        f.Terms()
        one = f.ATool(content={"prerequisites": ["Body cameras"], "cost_band": "under-10k"})
        two = f.ATool()

        found = compared(ANONYMOUS, [one.slug, two.slug])

        assert {len(line.cells) for part in found.parts for line in part.lines} == {2}
        assert lines(found)["In one line"][0] == (one.summary,)
        assert () in [cells[1] for cells in lines(found).values()]

    def test_rows_stand_in_the_same_order_whatever_is_compared(self):
        f.Terms()
        slugs = [f.ATool().slug for _number in range(4)]

        orders = {
            tuple(line.label for part in compared(ANONYMOUS, chosen).parts for line in part.lines)
            for chosen in (slugs, slugs[::-1], slugs[:2])
        }

        assert len(orders) == 1

    def test_results_are_told_by_outcome_with_direction_and_design_apart(self):
        one, two = f.ATool(), f.ATool()
        shelved.a_claim(one, Design.RANDOMISED_TRIAL, Direction.BETTER)
        shelved.a_claim(one, Design.ESTIMATE, Direction.WORSE)

        found = compared(ANONYMOUS, [one.slug, two.slug])
        result = next(line for part in found.parts for line in part.lines if "Result" in line.label)

        assert result.cells[0] == ("Better: randomised trial", "Worse: estimate or account, not measured")
        assert result.cells[1] == ()
        assert lines(found)["Strongest design"] == (("Randomised trial",), ())

    def test_what_a_force_says_of_its_own_use_is_not_the_tools(self):
        tool, force, standard = f.ATool(), f.AForce(), f.AStandard("always", title="A local law", judged_on="adoption")
        f.AnAdoption(tool, force, visibility=Visibility.NAMED)
        assess(f.AnActor(Role.LEAD, force), tool.slug, standard.code, details("not-met"), force.slug)

        assert "A local law" not in lines(compared(ANONYMOUS, [tool.slug, f.ATool().slug]))

    def test_adoptions_are_counted_by_standing_as_the_reader_may_see_them(self):
        one, two = f.ATool(), f.ATool()
        f.AnAdoption(one, stage=Stage.LIVE)
        f.AnAdoption(one, stage=Stage.LIVE, standing=Standing.REPORTED)
        f.AnAdoption(one, stage=Stage.LIVE, visibility=Visibility.POLICING)

        seen = lines(compared(ANONYMOUS, [one.slug, two.slug]))
        officer = lines(compared(f.AnActor(Role.READER), [one.slug, two.slug]))

        assert seen["Live or business as usual, confirmed"] == (("1",), ("0",))
        assert seen["Live or business as usual, reported"] == (("1",), ("0",))
        assert officer["Live or business as usual, confirmed"] == (("2",), ("0",))

    def test_a_field_for_policing_is_empty_for_a_visitor(self):
        one = f.ATool(content={"cost_yearly": "About a million"})

        assert "About a million" not in str(compared(ANONYMOUS, [one.slug]))
        assert "About a million" in str(compared(f.AnActor(Role.READER), [one.slug]))

    def test_costs_the_same_statements_for_four_as_for_two(self, count_statements):
        slugs = [f.ATool().slug for _number in range(4)]
        compared(ANONYMOUS, slugs)
        with count_statements() as few:
            compared(ANONYMOUS, slugs[:2])
        with count_statements() as many:
            compared(ANONYMOUS, slugs)

        assert len(many) == len(few) <= 9


class TestHidden:
    @pytest.mark.parametrize("hide", ["visibility", "suspended"])
    def test_what_may_not_be_seen_is_left_out_and_said_without_its_name(self, web, hide):
        one, two = f.ATool(name="Alpha"), f.ATool(name="Quagmire")
        tool = db.session.get_one(Tool, two.id)
        if hide == "visibility":
            tool.visibility = Visibility.POLICING
        else:
            tool.suspended_at, tool.suspension_reason = clock.now(), "For the test"
        db.session.commit()

        page = web.get(f"/compare?tool={one.slug}&tool={two.slug}").text

        assert "1 tool that was asked for is left out" in page
        assert "Quagmire" not in page

    def test_one_that_there_is_not_reads_the_same(self, web):
        page = web.get(f"/compare?tool={f.ATool().slug}&tool=none-such").text

        assert "1 tool that was asked for is left out" in page


class TestPage:
    def test_says_what_is_not_stated_and_escapes(self, web):
        one, two = f.ATool(name="<b>Alpha"), f.ATool(name="Beta")

        page = web.get(f"/compare?tool={one.slug}&tool={two.slug}").text

        assert "&lt;b&gt;Alpha" in page
        assert "<b>Alpha" not in page
        assert "Not stated" in page
        assert 'data-label="Beta"' in page

    def test_of_more_than_four_the_first_four_are_compared(self, web):
        slugs = [f.ATool(name=f"Tool {name}").slug for name in "ABCDE"]

        page = web.get("/compare", query_string={"tool": slugs}).text

        assert "Only the first 4 are compared" in page
        assert "Tool E" not in page

    @pytest.mark.parametrize("query", ["", "tool=", "tool=a&tool=a", "tool=" + "x" * 5000])
    def test_asked_for_nothing_it_says_how_to_choose(self, web, query):
        answer = web.get(f"/compare?{query}")

        assert answer.status_code == 200
        assert "Choose tools to compare" in answer.text

    def test_results_of_a_search_can_be_ticked(self, web):
        from registry.search import services as search

        tool = f.ATool(name="Alpha")
        search.rebuild()
        page = web.get("/search?q=alpha").text

        assert f'<input type="checkbox" name="tool" value="{tool.slug}" form="compare">' in page
        assert '<form id="compare" method="get" action="/compare"></form>' in page
