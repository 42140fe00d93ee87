"""Tools that were tested and do not spread: what stands in the way and what that may come to, never by a flat multiple."""

import re
from datetime import date

import pytest

from registry.replication.models import Barrier, StageBarrier, StageEvent
from registry.rules.lifecycles import Stage
from registry.rules.words import Design, Direction, EffectKind, Role, Standing, Visibility
from tests import factories as f

SAVED = {
    "effect": 2000.0,
    "standard_error": 500.0,
    "unit": "hours",
    "effect_kind": EffectKind.MEAN_DIFFERENCE,
}


def text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def hours(code: str):
    """A measure whose values are totals."""
    measure = f.AMeasure(code)
    measure.aggregation, measure.unit, measure.better_when = "sum", "hours", "higher"
    f.save(measure)
    return measure


@pytest.fixture
def tested(session):
    """A tool that one force tested over a year and another could use."""
    site = f.AForce(name="Northmarch Police", officers_fte=100)
    f.AForce(officers_fte=300)
    tool = f.ATool(site, name="Triage helper", visibility=Visibility.PUBLIC)
    study = f.AnEvidence(tool, site, Design.COMPARISON_GROUP, starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31))
    f.AClaim(study, measure=hours("officer-hours"), outcome="Officer hours", **SAVED)
    return tool, site


class TestAGap:
    def test_gives_the_range_with_its_driver_and_all_that_it_rests_on(self, web, tested):
        page = text(web.get("/replication-gap").text)

        assert "Triage helper" in page
        assert "tested at one site" in page
        assert re.search(r"3,06\d to 8,94\d hours a year", page)
        assert "with 100 officers, to the 300 officers of the 1 force that have not adopted" in page
        assert "Hours are hours of work, not posts and not money" in page

    def test_leaves_out_those_who_have_it(self, web, tested):
        tool, site = tested
        f.AnAdoption(tool, site, Stage.LIVE)
        f.AForce(officers_fte=50)

        assert "to the 350 officers of the 2 forces that have not adopted" in text(web.get("/replication-gap").text)

    def test_says_why_where_nothing_is_carried(self, web, tested):
        tool, site = tested
        study = f.AnEvidence(tool, site, Design.RANDOMISED_TRIAL)
        f.AClaim(study, measure=hours("desk-hours"), outcome="Desk hours", **SAVED)

        page = text(web.get("/replication-gap").text)

        assert re.search(r"Desk hours: ?not told. The study does not say over which days it was measured.", page)

    def test_names_the_barriers_that_forces_named(self, web, tested):
        tool, _site = tested
        adoption = f.AnAdoption(tool, f.AForce(), Stage.DECLINED)
        barrier = Barrier(code="funding", label="Funding", definition="No money.", position=1)
        f.save(barrier)
        step = f.db.session.query(StageEvent).filter_by(adoption_id=adoption.id).one()
        f.save(StageBarrier(stage_event_id=step.id, barrier_id=barrier.id))

        assert "Funding (1)" in text(web.get("/replication-gap").text)

    def test_names_those_that_were_met_on_the_way_and_how_many_got_past(self, web, tested):
        tool, _site = tested
        for fields in ({}, {"resolved_at": f.clock.now(), "resolved_on": f.clock.today()}):
            force = f.AForce()
            f.AnAdoption(tool, force, Stage.ASSESSING)
            f.ABarrierMet(tool, force, "procurement", **fields)

        assert re.search(r"Procurement \(2; ?1 got past it\)", text(web.get("/replication-gap").text))

    def test_names_none_that_a_disputed_report_does(self, web, tested):
        tool, _site = tested
        for current in (True, False):  # and one that was withdrawn since
            force = f.AForce()
            f.AnAdoption(tool, force, Stage.ASSESSING, Standing.DISPUTED, is_current=current)
            f.ABarrierMet(tool, force, "procurement")

        assert "Procurement" not in web.get("/replication-gap").text

    def test_counts_what_is_disputed_neither_way(self, web, tested):
        tool, _site = tested
        disputes = f.AForce(officers_fte=50)
        f.AnAdoption(tool, disputes, Stage.LIVE, Standing.DISPUTED, since=date(2026, 5, 1))

        page = text(web.get("/replication-gap").text)

        assert "to the 300 officers of the 1 force that have not adopted" in page
        assert "1 force disputes what is reported of it and is counted neither way" in page
        assert "The newest began" not in page

    def test_is_none_once_half_of_the_forces_have_it(self, web, tested):
        tool, site = tested
        f.AnAdoption(tool, site, Stage.BUSINESS_AS_USUAL)

        assert "Triage helper" not in web.get("/replication-gap").text

    @pytest.mark.parametrize("design", [Design.BEFORE_AFTER, Design.COMPARED_ADJUSTED, Design.ESTIMATE])
    def test_needs_a_comparison_group_or_better(self, web, session, design: Design):
        tool = f.ATool(name="Weakly tried", visibility=Visibility.PUBLIC)
        f.AClaim(f.AnEvidence(tool, design=design))

        assert "Weakly tried" not in web.get("/replication-gap").text

    def test_a_strong_study_that_found_worse_is_no_gap(self, web, session):
        tool = f.ATool(name="Tried in vain", visibility=Visibility.PUBLIC)
        f.AClaim(f.AnEvidence(tool, design=Design.RANDOMISED_TRIAL), Direction.WORSE)

        assert "Tried in vain" not in web.get("/replication-gap").text


class TestTheDriver:
    def test_can_be_residents(self, web, tested):
        page = text(web.get("/replication-gap?driver=residents").text)

        assert "residents" in page

    def test_what_is_no_driver_is_passed_over(self, web, tested):
        assert "100 officers" in text(web.get("/replication-gap?driver=43").text)


class TestWhatIsNotShown:
    def test_a_tool_for_policing_alone(self, web, session):
        tool = f.ATool(name="Quiet tool", visibility=Visibility.POLICING)
        f.AClaim(f.AnEvidence(tool, design=Design.RANDOMISED_TRIAL))

        assert "Quiet tool" not in web.get("/replication-gap").text
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)
        assert "Quiet tool" in web.get("/replication-gap").text

    def test_evidence_that_was_withdrawn(self, web, session):
        tool = f.ATool(name="Taken back", visibility=Visibility.PUBLIC)
        f.AClaim(f.AnEvidence(tool, design=Design.RANDOMISED_TRIAL, withdrawn_at=f.clock.now()))

        assert "Taken back" not in web.get("/replication-gap").text

    def test_adoptions_that_are_not_public_do_not_shrink_what_a_visitor_is_told(self, web, tested):
        tool, _site = tested
        f.AnAdoption(tool, f.AForce(officers_fte=500), Stage.LIVE, Standing.CONFIRMED, Visibility.POLICING)

        assert "800 officers of the 2 forces" in text(web.get("/replication-gap").text)


class TestStatements:
    def test_are_few_however_many_tools(self, web, tested, count_statements):
        web.get("/replication-gap")
        with count_statements() as seen:
            web.get("/replication-gap")

        assert len(seen) <= 6
