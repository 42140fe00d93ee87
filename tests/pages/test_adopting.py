"""How long adopting a tool takes and how far it may spread: from what the reader may read, or a reason why not."""

import re
from datetime import date, timedelta

import pytest

from registry.catalogue.models import UnnamedClaim
from registry.core import clock
from registry.rules.lifecycles import Stage
from registry.rules.words import Role, Standing, Visibility
from tests import factories as f
from tests.replication.begun import a_tried_tool, began

S = Stage
PATH = "/tools/tried/spread/figures"


@pytest.fixture
def tried(session):
    return a_tried_tool()


class TestFigures:
    def test_tells_how_long_it_took_with_those_who_went_another_way(self, web, tried):
        page = web.get(PATH).text

        assert "9 forces began with a known month; 7 of them adopted it" in page
        assert "Half of the forces that began had adopted it after 6 months" in page
        assert "Declined" in page

    def test_draws_what_the_table_says(self, web, tried):
        page = web.get(PATH).text
        steps = page.split("Show the curve as a table")[1].split("</table>")[0]

        assert 'class="stairs"' in page
        assert re.findall(r'data-label="Not adopted yet"[^>]*><div>([\d.]+%)', steps)[-1].endswith("%")

    def test_tells_the_interval_of_a_time_in_a_stage(self, web, tried):
        page = web.get(PATH).text.split("Time in each stage")[1]

        assert re.search(r"[\d.]+ months \(95% interval: [\d.]+ months? to ([\d.]+ months?|not reached)\)", page)

    def test_names_what_has_stood_still_longer_than_four_in_five_took(self, web, tried):
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)
        page = web.get(PATH).text

        assert re.search(
            r"Assessing for 16 months. Four in five comparable adoptions had moved on after [\d.]+ months", page
        )
        assert re.search(
            r"Compared with 9 of all tools of its category .* 8 moved on, and \d+ were still being watched", page
        )
        assert "no judgement of a force" in page

    def test_gives_a_range_with_its_back_test_and_never_a_day(self, web, tried):
        page = web.get(PATH).text

        assert re.search(r"At the end of \d{4}, \d+ to \d+ of \d+ forces", page)
        assert "The last counts were held back" in page or "too few points to hold any back" in page

    def test_says_why_where_too_little_is_known(self, web, session):
        tool = f.ATool(slug="tried", visibility=Visibility.PUBLIC)
        began(tool, (4, 1), (S.ASSESSING, S.LIVE))

        page = web.get(PATH).text

        assert "Too little is known yet" in page
        assert "No forecast." in page
        assert "A curve needs at least 6" in page

    def test_of_a_tool_that_nobody_named(self, web, session):
        f.ATool(slug="tried", visibility=Visibility.PUBLIC)

        assert "No force has said in which month it began." in web.get(PATH).text


class TestWhatIsNotShown:
    def test_adoptions_that_are_not_public_are_in_no_figure(self, web, tried):
        began(tried, (40, 1), (S.ASSESSING, S.LIVE), visibility=Visibility.POLICING)

        assert "9 forces began" in web.get(PATH).text
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)
        assert "10 forces began" in web.get(PATH).text

    def test_a_disputed_adoption_is_in_no_figure(self, web, tried):
        began(tried, (40, 1), (S.ASSESSING, S.LIVE), standing=Standing.DISPUTED)

        assert "9 forces began" in web.get(PATH).text

    def test_a_past_day_knows_nothing_of_what_was_recorded_since(self, web, tried):
        page = web.get(f"{PATH}?on={(clock.today() - timedelta(days=1)).isoformat()}").text

        assert "No force has said in which month it began." in page

    def test_a_draft_has_no_such_page(self, web, session):
        f.ATool(slug="tried", state=f.ToolState.DRAFT)

        assert web.get(PATH).status_code == 404


class TestStatements:
    def test_few_however_many_adopted(self, web, tried, count_statements):
        with count_statements() as seen:
            web.get(PATH)

        assert len(seen) <= 8


class TestPublishedCounts:
    def test_are_used_where_they_say_more_than_dates_do(self, web, session):
        tool = f.ATool(slug="tried", visibility=Visibility.PUBLIC)
        for number in range(12):
            f.AForce(slug=f"force-{number}")
        for year, number in ((2018, 1), (2020, 4), (2021, 7), (2023, 10), (2024, 11)):
            f.save(
                UnnamedClaim(
                    tool_id=tool.id,
                    words=f"{number} forces",
                    number=number,
                    dated=str(year),
                    happened_on=date(year, 1, 1),
                    source="A written answer",
                )
            )
        page = web.get(PATH).text

        assert "They are published counts" in page
        assert re.search(r"At the end of \d{4}, 1[1-3] to 13 of 13 forces", page)
