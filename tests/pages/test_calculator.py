"""The calculator: a range with its source and its doubts, own volumes checked, and no flat multiplication."""

from datetime import date

import pytest

from registry.core import clock
from registry.core.db import db
from registry.organisations.models import Organisation
from registry.rules.lifecycles import Stage
from registry.rules.words import Design, EffectKind, Role, Standing, Visibility
from tests import factories as f
from tests.pages.test_results import a_result, measure, tool

__all__ = ["measure", "tool"]


@pytest.fixture
def path(tool):
    return f"/tools/{tool.slug}/calculator"


def the(claim) -> str:
    return f"source=outcome-{claim.id}"


class TestChoosing:
    def test_offers_the_summary_first_and_the_owners_result_before_others(self, web, tool, measure, path):
        other = a_result(tool, measure)
        own = a_result(tool, measure, site=_owner(tool))

        page = web.get(path).text

        places = [page.index(text) for text in ("all sites together", f"outcome-{own.id}", f"outcome-{other.id}")]
        assert places == sorted(places)

    def test_says_what_is_missing_where_nothing_is_measured(self, web, tool, measure, path):
        a_result(tool, measure, ex_ante=True)
        a_result(tool, measure, study={"design": Design.ESTIMATE})

        page = web.get(path).text

        assert "There is nothing to calculate with" in page
        assert "Estimates made beforehand are not carried over." in page


def _owner(tool) -> Organisation:
    return db.session.get(Organisation, tool.owner_id)


class TestTheRange:
    def test_of_one_study_is_its_interval(self, web, tool, measure, path):
        claim = a_result(tool, measure, -1.0, -2.0, 0.5)

        page = web.get(f"{path}?{the(claim)}&volume=60000").text

        assert "In a year between \N{MINUS SIGN}500 and 2,000 hours." in page
        assert "it could be worse than now as well as better" in page
        assert "The interval of one study; another force may lie outside it" in page
        assert "hours, not posts" in page

    def test_of_several_is_what_the_next_force_may_expect(self, web, tool, measure, path):
        for effect in (-1.4, -1.5, -1.6):
            a_result(tool, measure, effect, effect - 0.5, effect + 0.5)

        page = web.get(f"{path}?source=measure-{measure.code}&volume=60000").text

        assert "What the next force may expect, from 3 sites together" in page
        assert "How these results stand together" in page

    def test_of_a_figure_alone_runs_from_nothing_and_says_that_this_is_a_rule(self, web, tool, measure, path):
        claim = a_result(tool, measure, -1.0, None, None)

        page = web.get(f"{path}?{the(claim)}&volume=60000").text

        assert "In a year between 0 and 1,000 hours." in page
        assert "a rule of this page, and not a finding" in page

    def test_comes_as_posts_only_by_the_readers_own_constant(self, web, tool, measure, path):
        claim = a_result(tool, measure, -2.0, -3.0, -1.0)

        without = web.get(f"{path}?{the(claim)}&volume=120000").text
        stated = web.get(f"{path}?{the(claim)}&volume=120000&hours_year=2000").text

        assert " posts." not in without
        assert "By your own constant of 2,000 hours for a post in a year that is between 1 and 3 posts." in stated

    def test_says_why_it_may_not_transfer_and_where_it_comes_from(self, web, tool, measure, path):
        study = {
            "moderators": "Only where a recorded menu stands first",
            "design": Design.BEFORE_AFTER,
            "title": "The trial of March",
        }
        claim = a_result(tool, measure, study=study)

        page = web.get(f"{path}?{the(claim)}&volume=10").text

        assert "Only where a recorded menu stands first" in page
        assert "There was nothing beside it to compare with" in page
        assert "It was measured at one site." in page
        assert "The trial of March" in page

    def test_goes_by_the_design_that_the_result_is_graded_as(self, web, tool, measure, path):
        claim = a_result(tool, measure, grade_design=Design.BEFORE_AFTER)
        a_result(tool, measure, outcome="Not measured after all", grade_design=Design.ESTIMATE)

        page = web.get(f"{path}?{the(claim)}&volume=10").text

        assert "There was nothing beside it to compare with" in page
        assert web.get(path).text.count('type="radio"') == 1

    def test_a_total_is_not_multiplied(self, web, tool, measure, path):
        measure.aggregation = "sum"
        f.save(measure)
        claim = a_result(tool, measure, 347_656.0, 300_000.0, 400_000.0)

        page = web.get(f"{path}?{the(claim)}&volume=43").text

        assert "This result cannot be carried over" in page
        assert "In a year" not in page


class TestTheNation:
    @pytest.fixture
    def forces(self, session):
        known = {"officers_date": date(2025, 3, 31), "officers_source": "Police workforce statistics"}
        return [f.AForce(officers_fte=number, **known) for number in (1_000, 2_000, 3_000)]

    def test_scales_by_the_driver_over_those_that_have_not_adopted(self, web, tool, measure, path, forces):
        mine, other, adopter = forces
        study = a_result(tool, measure, -2.0, -3.0, -1.0, site=adopter)
        f.AnAdoption(tool, adopter, Stage.LIVE)
        f.AnAdoption(tool, _owner(tool), Stage.LIVE)

        page = web.get(f"{path}?{the(study)}&volume=60000&force={mine.slug}&driver=officers").text

        # the reader's 1,000 officers and the other's 2,000: three times 1,000 to 3,000 hours; never four
        assert "between 3,000 and 9,000 hours, at 2 of 4 forces with 43% of officers." in page
        assert "31 March 2025" in page
        assert "Police workforce statistics" in page
        assert other.id

    def test_an_adoption_that_the_reader_may_not_see_changes_nothing(self, web, tool, measure, path, forces):
        mine, _other, adopter = forces
        study = a_result(tool, measure, -2.0, -3.0, -1.0, site=adopter)
        address = f"{path}?{the(study)}&volume=60000&force={mine.slug}&driver=officers"
        before = web.get(address).text
        f.AnAdoption(tool, adopter, Stage.LIVE, visibility=Visibility.POLICING)

        assert web.get(address).text == before
        web.sign_in(f.APerson((mine, Role.READER)).id)
        assert "with 57% of officers" in web.get(address).text

    def test_a_force_that_disputes_what_is_reported_of_it_counts_neither_way(self, web, tool, measure, path, forces):
        mine, _other, disputes = forces
        study = a_result(tool, measure, -2.0, -3.0, -1.0, site=disputes)
        f.AnAdoption(tool, disputes, Stage.LIVE, Standing.DISPUTED)

        page = web.get(f"{path}?{the(study)}&volume=60000&force={mine.slug}&driver=officers").text

        assert "at 3 of 4 forces with 57% of officers." in page
        assert "1 force disputes what is reported of it and is counted neither way." in page

    def test_a_force_without_the_figure_is_told_so(self, web, tool, measure, path, forces):
        claim = a_result(tool, measure)
        bare = f.AForce(officers_fte=None, officers_date=None)

        page = web.get(f"{path}?{the(claim)}&volume=10&force={bare.slug}&driver=officers")

        assert page.status_code == 422
        assert "holds no such figure for this force" in page.text

    def test_examples_have_none(self, web, session, measure):
        example = f.ATool(f.AForce(synthetic=True), synthetic=True)
        claim = a_result(example, measure, study={"synthetic": True})

        page = web.get(f"/tools/{example.slug}/calculator?{the(claim)}&volume=10&force=force-1&driver=officers")

        assert "At all forces" not in page.text


class TestInput:
    @pytest.mark.parametrize(
        ("asked", "field", "words"),
        [
            ("volume=many", "volume", "Enter a number from 1 to 1,000,000,000."),
            ("volume=", "volume", "Enter a number from 1"),
            ("volume=10&share=140", "share", "Enter a percentage from 1 to 100."),
            ("volume=10&hours_year=40", "hours_year", "from 1,000 to 2,500"),
            ("volume=10&force=nowhere&driver=officers", "force", "Choose the force"),
            ("volume=10&force=nowhere&driver=desks", "driver", "officers or residents"),
        ],
    )
    def test_says_what_is_wrong_at_its_field_and_keeps_the_rest(self, web, tool, measure, path, asked, field, words):
        claim = a_result(tool, measure)

        page = web.get(f"{path}?{the(claim)}&{asked}")

        assert page.status_code == 422
        assert words in page.text
        assert f'href="#{field}"' in page.text

    @pytest.mark.parametrize("asked", ["source=outcome-999999", "source=", "source=outcome-x&volume=9" * 9])
    def test_that_makes_no_sense_shows_the_choice(self, web, tool, measure, path, asked):
        a_result(tool, measure)

        assert "Which result do you want to carry over?" in web.get(f"{path}?{asked}").text


class TestMustNotShow:
    def test_a_tool_that_is_hidden_and_what_was_withdrawn(self, web, session, tool, measure, path):
        hidden = f.ATool(visibility="policing")
        a_result(hidden, measure)
        gone = a_result(tool, measure, study={"withdrawn_at": clock.now(), "title": "Taken back"})

        assert web.get(f"/tools/{hidden.slug}/calculator").status_code == 404
        assert "Taken back" not in web.get(f"{path}?{the(gone)}&volume=10").text

    def test_answers_of_the_record_that_the_reader_may_not_see(self, web, session, measure):
        content = {"prerequisites": "A telephone system of the newest kind"}
        closed = f.ATool(content=content)
        claim = a_result(closed, measure)

        page = web.get(f"/tools/{closed.slug}/calculator?{the(claim)}&volume=10").text

        assert ("A telephone system of the newest kind" in page) == (
            "A telephone system of the newest kind" in web.get(f"/tools/{closed.slug}").text
        )


class TestKinds:
    def test_a_ratio_asks_for_the_present_level(self, web, tool, measure, path):
        measure.unit = "percent"
        f.save(measure)
        claim = a_result(tool, measure, 0.8, 0.5, 1.1, effect_kind=EffectKind.RISK_RATIO, unit=None)

        asking = web.get(f"{path}?{the(claim)}").text
        page = web.get(f"{path}?{the(claim)}&volume=1000&current=20").text

        assert "What is it at your force now?" in asking
        assert "In a year between \N{MINUS SIGN}20 and 100 cases." in page
