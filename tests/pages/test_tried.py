"""What has been tried: every outcome that the reader may see, strongest design first, and nothing that they may not."""

import pytest

from registry.core import clock
from registry.core.db import db
from registry.evidence.queries.problems import problem_page, problems
from registry.evidence.queries.tried import on_measure, tried
from registry.pages.queries import measures as pages
from registry.pages.queries.tool import tool_page
from registry.rules.policy import ANONYMOUS
from registry.rules.words import Design, Direction, Role, Standing, Visibility
from tests import factories as f


@pytest.fixture
def measure(session):
    f.Terms()
    return f.AMeasure("101-wait")


def an_outcome(measure, direction=Direction.BETTER, design=Design.BEFORE_AFTER, tool=None, **fields):
    study = f.AnEvidence(tool or f.ATool(), design=design, **fields.pop("study", {}))
    return f.AClaim(study, direction, measure, **fields)


def lines(measure, actor=ANONYMOUS, **how):
    return tried(actor, on_measure(measure.id), **how)


class TestOrder:
    def test_strongest_design_first_then_by_direction_and_counts_last(self, measure):
        made = [
            (Direction.WORSE, Design.BEFORE_AFTER),
            (None, Design.RANDOMISED_TRIAL),
            (Direction.NO_CLEAR_CHANGE, Design.RANDOMISED_TRIAL),
            (Direction.BETTER, Design.BEFORE_AFTER),
            (Direction.WORSE, Design.RANDOMISED_TRIAL),
            (Direction.BETTER, Design.RANDOMISED_TRIAL),
        ]
        for direction, design in made:
            an_outcome(measure, direction, design)

        found = [(line.direction, line.design) for line in lines(measure).page.items]

        assert found == [made[5], made[2], made[4], made[3], made[0], made[1]]

    def test_what_was_estimated_beforehand_counts_as_an_estimate(self, measure):
        an_outcome(measure, design=Design.RANDOMISED_TRIAL, ex_ante=True)
        an_outcome(measure, design=Design.BEFORE_AFTER)

        assert [line.design for line in lines(measure).page.items] == [Design.BEFORE_AFTER, Design.ESTIMATE]

    def test_the_grade_that_holds_now_decides(self, measure):
        an_outcome(
            measure,
            Direction.BETTER,
            Design.RANDOMISED_TRIAL,
            grade_direction=Direction.INCONCLUSIVE,
            grade_design=Design.BEFORE_AFTER,
        )

        [line] = lines(measure).page.items

        assert (line.direction, line.design) == (Direction.INCONCLUSIVE, Design.BEFORE_AFTER)


class TestProven:
    def test_a_tool_whose_result_was_replicated_elsewhere_is(self, measure):
        tool = f.ATool()
        for _site in range(2):
            an_outcome(measure, design=Design.RANDOMISED_TRIAL, tool=tool)

        assert [place.name for place in lines(measure).proven] == [tool.name]

    def test_two_tools_at_one_site_each_are_not(self, measure):
        for _tool in range(2):
            an_outcome(measure, design=Design.RANDOMISED_TRIAL)

        found = lines(measure)
        assert found.proven == []
        assert found.strongest.design == Design.RANDOMISED_TRIAL

    def test_a_tool_is_not_proven_here_by_what_it_did_to_another_measure(self, measure):
        tool, other = f.ATool(), f.AMeasure("other")
        for _site in range(2):
            an_outcome(other, design=Design.RANDOMISED_TRIAL, tool=tool)
        an_outcome(measure, Direction.NO_CLEAR_CHANGE, Design.RANDOMISED_TRIAL, tool=tool)

        assert lines(measure).proven == []


class TestWhatDoesNotShow:
    @pytest.mark.parametrize(
        "hide",
        [
            lambda claim: setattr(claim.evidence, "withdrawn_at", claim.evidence.recorded_at),
            lambda claim: setattr(claim, "withdrawn_at", claim.evidence.recorded_at),
        ],
    )
    def test_what_was_withdrawn(self, measure, hide):
        study = f.AnEvidence()
        claim = f.AClaim(study, measure=measure)
        claim.evidence = study
        hide(claim)
        f.save(claim, study)

        found = lines(measure)
        assert (found.page.total, found.places) == (0, [])

    @pytest.mark.parametrize("visibility", [Visibility.POLICING, Visibility.NAMED])
    def test_records_that_the_reader_may_not_know_of(self, measure, visibility, web):
        owner = f.AForce()
        tool = f.ATool(owner, visibility=visibility, name="Hidden helper")
        an_outcome(measure, tool=tool)

        assert lines(measure).page.total == 0
        assert lines(measure, f.AnActor(Role.READER, owner)).page.total == 1
        for path in ("/measures/101-wait", "/problems", "/problems/long-101-waits"):
            assert "Hidden helper" not in web.get(path).text

    def test_a_record_that_was_withdrawn_from_view(self, measure):
        tool = f.ATool(suspended_at=clock.now(), suspension_reason="For the test")
        an_outcome(measure, tool=tool)

        assert lines(measure).page.total == 0

    def test_invented_records_stand_apart(self, measure, web):
        an_outcome(measure, tool=f.ATool(synthetic=True, name="Invented helper"))

        assert "Invented helper" not in web.get("/measures/101-wait").text
        page = web.get("/measures/101-wait?example=1").text
        assert "Invented helper" in page
        assert "Example data" in page

    def test_a_cost_that_only_policing_may_see(self, measure, web):
        tool = f.ATool(content={"cost_band": "under-10k"})
        an_outcome(measure, tool=tool)

        assert "Under £10,000" in web.get("/measures/101-wait").text


class TestPages:
    def test_a_measure_says_what_was_tried_and_in_which_unit(self, measure, web):
        tool = f.ATool(name="Call helper")
        an_outcome(
            measure,
            tool=tool,
            value=3.3,
            unit="minutes",
            study={"baseline": "7.1 minutes in 2025", "trend_predates": True},
        )

        page = web.get("/measures/101-wait?unit=seconds").text

        for words in (
            "Nothing proven yet; the strongest so far is",
            "Call helper",
            "198 seconds",
            "stated as 3.3 minutes",
            "7.1 minutes in 2025",
            "The change had begun before the tool went live.",
            "Cost not stated",
            "team@northmarch.example",
            "Confirmed by the force",
        ):
            assert words in page

    def test_officer_years_say_by_which_hours(self, measure, web):
        an_outcome(measure, value=1779.0, unit="hours")

        page = web.get("/measures/101-wait?unit=officer-years&hours=1779").text

        assert "1 officer-years" in page
        assert "One officer-year is 1,779 hours here" in page

    @pytest.mark.parametrize("query", ["unit=sheep", "hours=nought", "page=-1", "page=99999", "example=yes"])
    def test_an_odd_question_is_answered_all_the_same(self, measure, web, query):
        an_outcome(measure)

        assert web.get(f"/measures/101-wait?{query}").status_code == 200

    def test_a_problem_names_what_is_proven_what_is_worse_and_what_nobody_tested(self, measure, web):
        tool = f.ATool(name="Call helper")
        for _site in range(2):
            an_outcome(measure, design=Design.RANDOMISED_TRIAL, tool=tool)
        an_outcome(measure, Direction.WORSE, tool=f.ATool(name="Slow helper"))
        f.ATool(name="Untested helper")

        page = web.get("/problems/long-101-waits").text

        assert "What has been tried: Long 101 waits" in page
        assert "Proven, so far as it was tested:" in page
        assert "Suggests worse" in page
        assert "Untested helper" in page

    def test_what_a_source_says_reads_reported(self, measure, web):
        an_outcome(measure, study={"standing": Standing.REPORTED})

        assert "Reported by a published source" in web.get("/measures/101-wait").text

    def test_nothing_tried_is_said(self, measure, web):
        assert "Nothing has been tried yet that you may see." in web.get("/measures/101-wait").text
        assert web.get("/problems/no-such-problem").status_code == 404

    def test_the_tool_page_leads_to_them(self, measure, web):
        tool = f.ATool()
        an_outcome(measure, tool=tool)

        page = web.get(f"/tools/{tool.slug}").text

        assert "/measures/101-wait" in page
        assert "/problems/long-101-waits" in page


class TestStatements:
    def test_a_page_takes_four_however_much_there_is(self, measure, count_statements):
        for _number in range(25):
            an_outcome(measure)
        db.session.expire_all()

        with count_statements() as seen:
            page = pages.measure_page(ANONYMOUS, "101-wait")
            names = [(line.tool.name, line.item.site.name, line.cost) for line in page.tried.page.items]

        assert (len(seen), len(names), page.tried.page.total) == (4, 20, 25)

    def test_a_problem_takes_four_and_the_list_of_problems_three(self, measure, count_statements):
        for _number in range(25):
            an_outcome(measure)
        db.session.expire_all()

        with count_statements() as seen:
            problem_page(ANONYMOUS, "long-101-waits", 2)
        with count_statements() as listed:
            found = problems(ANONYMOUS)

        assert (len(seen), len(listed)) == (4, 3)
        assert [(one.term.code, one.tools, one.outcomes) for one in found if one.tools] == [("long-101-waits", 25, 25)]

    def test_a_tool_with_60_claims_at_43_sites_shows_its_evidence_in_one(self, measure, count_statements, web):
        tool = f.ATool()
        sites = [f.AForce() for _site in range(43)]
        studies = [f.AnEvidence(tool, site) for site in sites]
        for number in range(60):
            f.AClaim(studies[number % 43], measure=measure)
        slug, bare = tool.slug, f.ATool().slug
        db.session.expire_all()
        with count_statements() as before:
            tool_page(ANONYMOUS, bare)
        few = len(before)

        with count_statements() as seen:
            page = tool_page(ANONYMOUS, slug)
            shown = [(claim.measure.name, item.site.name) for item in page.evidence for claim in item.claims]

        text = web.get(f"/tools/{slug}").text
        assert len(shown) == 60
        assert len([one for one in seen if "FROM evidence" in one]) == 1
        assert len(seen) == few
        assert "48 more outcomes" in text
