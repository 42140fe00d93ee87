"""The orders of the matrix: on the page, in its list, in its files, on a past day, and for whom."""

import csv
import io
import re
from datetime import timedelta

import pytest

from registry.core import clock
from registry.rules.lifecycles import Stage
from registry.rules.words import Design, Role, Standing, Visibility
from tests import factories as f

TODAY = clock.today


@pytest.fixture
def tools(session):
    """Three tools: the first by name is used by nobody yet, the second changed last, the third is used most."""
    first, second, third = (f.ATool(name=name) for name in ("Alpha", "Beta", "Gamma"))
    f.AnAdoption(first, stage=Stage.PILOTING, since=TODAY() - timedelta(days=50))
    f.AnAdoption(second, stage=Stage.LIVE, since=TODAY() - timedelta(days=2))
    for days in (30, 40):
        f.AnAdoption(third, stage=Stage.LIVE, since=TODAY() - timedelta(days=days))
    f.AClaim(f.AnEvidence(second, design=Design.RANDOMISED_TRIAL))
    return first, second, third


def on_page(page: str) -> list[str]:
    """The tools in the order of the grid."""
    return re.findall(r'<th scope="row" class="mx__tool"><a[^>]*>(\w+)</a>', page)


def in_list(page: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r'<th scope="row"><a href="/tools/[^"]*">(\w+)</a>', page)))


def in_file(text: str) -> list[str]:
    return list(dict.fromkeys(row["tool_name"] for row in csv.DictReader(io.StringIO(text))))


ORDERS = {
    "name": ["Alpha", "Beta", "Gamma"],
    "live": ["Gamma", "Beta", "Alpha"],
    "changed": ["Beta", "Gamma", "Alpha"],
    "level": ["Beta", "Alpha", "Gamma"],
}


class TestOrder:
    @pytest.mark.parametrize(("order", "names"), ORDERS.items())
    def test_is_that_of_the_page_of_its_list_and_of_its_file(self, web, tools, order, names):
        assert on_page(web.get(f"/matrix?sort={order}").text) == names
        assert in_list(web.get(f"/matrix?as=list&sort={order}").text) == names
        assert in_file(web.get(f"/matrix.csv?sort={order}").text) == names

    @pytest.mark.parametrize("order", ["live", "changed"])
    def test_holds_on_a_past_day_with_what_stood_then(self, web, tools, order):
        f.AnAdoption(tools[1], stage=Stage.LIVE, since=TODAY())

        day = TODAY().isoformat()

        assert on_page(web.get(f"/matrix?sort={order}&on={day}").text) == on_page(web.get(f"/matrix?sort={order}").text)
        assert in_list(web.get(f"/matrix?as=list&sort={order}&on={day}").text)[-1] == "Alpha"
        assert in_file(web.get(f"/matrix.csv?sort={order}&on={day}").text)[-1] == "Alpha"

    def test_is_kept_by_pages_files_and_the_form_for_a_past_day(self, web, tools):
        page = web.get("/matrix?sort=live").text

        assert "/matrix.csv?sort=live" in page
        assert "/matrix.xlsx?sort=live" in page
        assert '<option value="live" selected>' in page
        assert '<input type="hidden" name="sort" value="live">' in page

    def test_is_told_at_the_head_of_its_column(self, web, tools):
        by_name, by_use = (web.get(path).text for path in ("/matrix", "/matrix?sort=live"))

        assert by_name.count("aria-sort") == 1
        assert 'class="mx__tool" rowspan="2" scope="col" aria-sort="ascending"' in by_name
        assert by_use.count("aria-sort") == 1
        assert 'aria-sort="descending">Forces live</th>' in by_use
        assert '<td class="mx__by">2</td>' in by_use

    def test_that_is_none_is_said_and_the_tools_are_by_name(self, web, tools):
        page = web.get("/matrix?sort=rank").text

        assert on_page(page) == ORDERS["name"]
        assert "The matrix has no such order" in page
        assert in_file(web.get("/matrix.csv?sort=rank").text) == ORDERS["name"]

    def test_by_the_level_of_a_past_day_is_refused_with_the_way_to_it(self, web, tools):
        page = web.get(f"/matrix?sort=level&on={TODAY().isoformat()}").text

        assert on_page(page) == ORDERS["name"]
        assert "stands on the scorecard of each tool" in page

    def test_goes_by_what_the_reader_may_read_alone(self, web, tools, session):
        force = f.AForce()
        for _ in range(3):
            f.AnAdoption(tools[0], stage=Stage.LIVE, visibility=Visibility.POLICING)

        public = web.get("/matrix?sort=live").text
        web.sign_in(f.APerson((force, Role.READER)).id)

        assert on_page(public) == ORDERS["live"]
        assert '<td class="mx__by">3</td>' not in public
        assert on_page(web.get("/matrix?sort=live").text)[0] == "Alpha"

    def test_goes_by_what_the_filters_show_and_never_by_what_is_disputed(self, web, tools):
        for _ in range(3):
            f.AnAdoption(tools[0], f.AForce(region="Far March"), Stage.LIVE, standing=Standing.DISPUTED)
        f.AnAdoption(tools[1], f.AForce(region="Far March"), Stage.LIVE)

        assert on_page(web.get("/matrix?sort=live").text)[-1] == "Alpha"
        assert on_page(web.get("/matrix?sort=live&region=Far+March").text) == ["Beta", "Alpha"]

    def test_leaves_tools_without_an_adoption_at_the_end_where_all_are_asked_for(self, web, tools):
        f.ATool(name="Aardvark")

        for order in ("live", "changed"):
            assert on_page(web.get(f"/matrix?tools=all&sort={order}").text)[-1] in ("Aardvark", "Alpha")
            assert len(on_page(web.get(f"/matrix?tools=all&sort={order}").text)) == 4
            assert len(on_page(web.get(f"/matrix?tools=all&sort={order}&on={TODAY().isoformat()}").text)) == 4

    @pytest.mark.parametrize(
        "path", ["/matrix?", "/matrix?as=list&", "/matrix.csv?", "/matrix.xlsx?", "/matrix?on={}&"]
    )
    def test_costs_six_statements_at_most(self, web, tools, count_statements, path):
        web.sign_in(f.APerson((f.AForce(), Role.LEAD)).id)
        for order in ORDERS:
            with count_statements() as seen:
                assert web.get(path.format(TODAY().isoformat()) + f"sort={order}").status_code == 200

            assert len(seen) <= 6
