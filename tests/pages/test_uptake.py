"""What is used in the nation and in each region: number and share together, by what the reader may read."""

import re

import pytest

from registry.rules.lifecycles import Stage
from registry.rules.words import Role, Standing, Visibility
from tests import factories as f


def text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.fixture
def places(session):
    """Two forces in the north, one in the south; one tool live in the north and tried in the south."""
    north = [f.AForce(region="North", officers_fte=300), f.AForce(region="North", officers_fte=100)]
    south = f.AForce(region="South", officers_fte=600)
    tool = f.ATool(south, name="Triage helper", visibility=Visibility.PUBLIC)
    f.AnAdoption(tool, north[0], Stage.LIVE)
    f.AnAdoption(tool, south, Stage.PILOTING)
    return north, south, tool


class TestTheNation:
    def test_counts_by_region_and_by_standing(self, web, places):
        page = text(web.get("/regions").text)

        assert re.search(r"North 2 1 1 confirmed, 0 unconfirmed, 0 reported 0 0", page)
        assert re.search(r"South 1 0 1 1 confirmed, 0 unconfirmed, 0 reported 0", page)

    def test_tells_number_and_share_together_with_their_day(self, web, places):
        page = text(web.get("/regions").text)

        assert re.search(r"Triage helper 1 .* 33% 1 of 3 30% 300 of 1,000", page)
        assert "Officers:" in page

    def test_a_disputed_adoption_covers_nothing(self, web, places):
        north, _south, tool = places
        f.AnAdoption(tool, north[1], Stage.LIVE, Standing.DISPUTED)

        page = text(web.get("/regions").text)

        assert "besides, 1 disputed" in page
        assert re.search(r"33% 1 of 3 30% 300 of 1,000", page)


class TestARegion:
    def test_measures_against_its_own_forces(self, web, places):
        page = text(web.get("/regions?region=North").text)

        assert "What is used in North" in page
        assert re.search(r"50% 1 of 2 75% 300 of 400", page)

    @pytest.mark.parametrize("region", ["Atlantis", "%F0%9F%9A%93", "n" * 5000])
    def test_that_is_not_held_is_not_found(self, web, places, region: str):
        assert web.get(f"/regions?region={region}").status_code == 404

    def test_without_anything_stated_says_who_can_fill_it(self, web, session):
        f.AForce(region="West")

        assert "lead can say what it uses" in web.get("/regions?region=West").text


class TestWhatIsNotShown:
    def test_what_is_not_public_counts_for_policing_only(self, web, places):
        north, _south, tool = places
        f.AnAdoption(tool, north[1], Stage.LIVE, visibility=Visibility.POLICING)

        assert "33% 1 of 3" in text(web.get("/regions").text)
        web.sign_in(f.APerson((north[0], Role.READER)).id)
        assert "67% 2 of 3" in text(web.get("/regions").text)

    def test_a_tool_that_is_not_public_is_not_named(self, web, places):
        north, _south, _tool = places
        f.AnAdoption(f.ATool(name="Quiet tool", visibility=Visibility.POLICING), north[1])

        assert "Quiet tool" not in web.get("/regions").text

    def test_example_forces_stand_apart(self, web, places):
        example = f.AForce(region="Example region", synthetic=True, territorial=False)
        f.AnAdoption(f.ATool(example, name="Invented tool", synthetic=True), example, synthetic=True)

        assert "Invented tool" not in web.get("/regions").text
        assert "Invented tool" in web.get("/regions?example=1").text


class TestStatements:
    def test_are_few_however_much_there_is(self, web, places, count_statements):
        web.get("/regions")
        with count_statements() as seen:
            web.get("/regions")

        assert len(seen) <= 4
