"""The pictures of barriers, and the tables beneath them: the same numbers, and nothing that the reader may not see."""

import re
from datetime import date

import pytest

from registry.core import clock
from registry.replication.charts import barriers as charts
from registry.replication.queries.barriers.report import YEARS, report
from registry.replication.queries.barriers.rows import Filters
from registry.rules.policy import ANONYMOUS
from registry.rules.words import Role, Visibility
from tests import factories as f

YEAR = 2024


@pytest.fixture
def reader(session):
    return f.AnActor(Role.READER)


def named(code, year=YEAR, *, passed=False, visibility=Visibility.PUBLIC, **adopter):
    """A barrier that a force named in a year."""
    adoption = f.AnAdoption(f.ATool(), f.AForce(**adopter), visibility=visibility)
    tool, force = (f.db.session.get_one(model, key) for model, key in _ends(adoption))
    past = {"resolved_on": date(year, 12, 1), "resolved_at": clock.now(), "how": "We asked."} if passed else {}
    f.ABarrierMet(tool, force, code, opened_on=date(year, 6, 1), **past)


def _ends(adoption):
    return (f.Tool, adoption.tool_id), (f.Organisation, adoption.organisation_id)


class TestBars:
    def test_are_as_long_as_the_numbers_and_filled_as_far_as_got_past(self, reader):
        for passed in (True, False, False, False):
            named("funding", passed=passed)
        named("skills"), named("skills")

        longest, half = charts.bars(report(reader, Filters()).barriers, 700).bars

        assert (longest.said, half.said) == ("1 of 4", "0 of 2")
        assert longest.passed * 3 == pytest.approx(longest.rest, abs=1)
        assert half.rest * 2 == pytest.approx(longest.passed + longest.rest, abs=1)

    @pytest.mark.parametrize("width", [320, 700])
    def test_and_their_numbers_stay_on_the_drawing(self, reader, width):
        for _number in range(12):
            named("funding")

        drawing = charts.bars(report(reader, Filters()).by_category, width)

        assert all(bar.end + 5 + 7 * len(bar.said) <= width for bar in drawing.bars)

    def test_are_none_where_nothing_was_named(self, reader):
        assert charts.bars(report(reader, Filters()).barriers, 700) is None


class TestOverTime:
    def test_every_year_has_its_place_and_all_pictures_one_scale(self, reader):
        named("funding", 2021), named("funding", 2021), named("skills", 2024)

        drawing = charts.over_time(report(reader, Filters()), 700, 3)

        assert (drawing.first, drawing.last, drawing.most) == (2021, 2024, 2)
        assert [[column[4] for column in panel.columns] for panel in drawing.panels] == [[2, 0, 0, 0], [0, 0, 0, 1]]
        assert drawing.panels[0].columns[0][3] == 2 * drawing.panels[1].columns[3][3]

    def test_the_newest_years_are_drawn_and_the_others_summed(self, reader):
        named("funding", 2001), named("funding", 2024)

        found = report(reader, Filters())
        funding = next(row for row in found.barriers if row.code == "funding")

        assert found.years == list(range(2024 - YEARS + 1, 2025))
        assert found.before(funding) == 1

    def test_one_year_is_no_time(self, reader):
        named("funding")

        assert charts.over_time(report(reader, Filters()), 700, 3) is None


class TestPage:
    def test_each_picture_has_its_table_and_tables_link_on(self, web, session):
        named("funding", 2022, passed=True), named("funding", 2024, region="Middle March")

        page = web.get("/barriers").text

        for title in ("How often each barrier is named", "Each barrier, year by year", "By kind of tool", "By region"):
            assert re.search(rf"<title[^>]*>{title}", page)
            assert re.search(rf"<caption>{title}", page)
        assert 'href="/barriers?region=Middle%20March"' in page or 'href="/barriers?region=Middle+March"' in page
        assert "who, and how" in page

    def test_a_filter_stays_when_another_is_chosen(self, web, session):
        named("funding", 2022, region="Middle March")

        assert "/barriers?category=public-contact&amp;year=2022" in web.get("/barriers?year=2022").text

    def test_what_the_reader_may_not_see_is_in_no_picture(self, web, session):
        named("funding", 2021, visibility=Visibility.POLICING), named("skills", 2024)

        found = report(ANONYMOUS, Filters())
        page = web.get("/barriers").text

        assert found.years == [2024]
        assert "2021" not in page
        assert "Each barrier, year by year</title>" not in page
