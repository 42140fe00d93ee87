"""Appeals against settled grades: a clock of 60 London days, fresh reviewers, and a result that stands."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from registry.core import clock
from registry.core.errors import Invalid, NotAllowed, WrongState
from registry.governance.queries import grading as queries
from registry.governance.services import grading as services
from registry.rules.lifecycles import GradingState
from registry.rules.words import Design, Direction, GradeBasis, GradeStanding, Role
from tests import factories as f
from tests.governance.gradings import Result, confirm, days_ago, otherwise, reviewer, settled, two_reviewers

WHY = "The reviewers took the wrong year for the baseline."


def appealed() -> tuple[Result, list]:
    """A grade that two confirmed and its owner appeals against."""
    result = Result(Design.COMPARISON_GROUP)
    two = settled(result)
    services.appeal(result.lead(), *result.at, WHY)
    return result, list(two)


class TestAppeal:
    def test_leaves_the_grade_as_it_is_and_says_so(self, session):
        result, _two = appealed()

        assert result.grade == (Direction.BETTER, Design.COMPARISON_GROUP, GradeStanding.APPEALED)
        assert [one.state for one in result.gradings] == [GradingState.APPEALED, GradingState.OPEN]

    def test_goes_to_fresh_reviewers_alone(self, session):
        result, former = appealed()
        registrar = f.AnActor(Role.REGISTRAR)

        for one in former:
            with pytest.raises(NotAllowed):
                services.take(one, *result.at)
            with pytest.raises(Invalid):
                services.assign(registrar, *result.at, one.id, clock.today())
            assert [row.claim.id for row in queries.queue(one).items] == []
            assert queries.with_reviewer(one).total == 0
            assert sum(queries.waiting_with(one, clock.today())) == 0
        names = {one.id for one in queries.candidates(queries.subject(registrar, *result.at))}
        assert not names & {one.id for one in former}
        assert [row.claim.id for row in queries.queue(reviewer()).items] == [result.claim.id]

    def test_keeps_out_the_third_reviewer_too(self, session):
        result, third = Result(Design.COMPARISON_GROUP), reviewer()
        first, second = two_reviewers(result)
        services.score(first, *result.at, confirm())
        services.score(second, *result.at, otherwise())
        services.refer(first, *result.at)
        services.take(third, *result.at)
        services.decide(third, *result.at, services.ScoreDetails("first", words="So."))
        services.appeal(result.lead(), *result.at, WHY)

        for one in (first, second, third):
            with pytest.raises(NotAllowed):
                services.take(one, *result.at)

    def test_what_comes_of_it_stands(self, session):
        result, _former = appealed()
        for one in two_reviewers(result):
            services.score(one, *result.at, otherwise("inconclusive"))

        assert result.grade == (Direction.INCONCLUSIVE, Design.COMPARISON_GROUP, GradeStanding.CONFIRMED)
        assert result.grades[-1].basis is GradeBasis.APPEAL
        with pytest.raises(WrongState, match="stands"):
            services.appeal(result.lead(), *result.at, WHY)

    def test_who_differ_on_appeal_are_reconciled_meanwhile_it_stays_appealed(self, session):
        result, _former = appealed()
        first, second = two_reviewers(result)
        services.score(first, *result.at, confirm())
        services.score(second, *result.at, otherwise())

        assert result.grade[2] is GradeStanding.APPEALED
        services.refer(first, *result.at)
        third = reviewer()
        services.take(third, *result.at)
        services.decide(third, *result.at, services.ScoreDetails("second", words="So."))
        assert result.grade == (Direction.NO_CLEAR_CHANGE, Design.COMPARISON_GROUP, GradeStanding.CONFIRMED)

    def test_is_for_the_owners_lead_and_the_sites(self, session):
        result = Result(Design.COMPARISON_GROUP)
        two = settled(result)
        others = [two[0], f.AnActor(Role.LEAD), f.AnActor(Role.CONTRIBUTOR, result.owner), f.AnActor(Role.REGISTRAR)]

        for one in others:
            with pytest.raises(NotAllowed):
                services.appeal(one, *result.at, WHY)

        services.appeal(f.AnActor(Role.LEAD, result.site), *result.at, WHY)

    def test_needs_its_reason(self, session):
        result = Result(Design.COMPARISON_GROUP)
        settled(result)

        with pytest.raises(Invalid):
            services.appeal(result.lead(), *result.at, " ")

    def test_a_provisional_grade_is_not_appealed_against(self, session):
        result = Result()

        with pytest.raises(WrongState, match="nothing to appeal"):
            services.appeal(result.lead(), *result.at, WHY)

    def test_a_second_one_waits_for_the_first(self, session):
        result, _former = appealed()

        with pytest.raises(WrongState, match="under way"):
            services.appeal(f.AnActor(Role.LEAD, result.site), *result.at, WHY)


class TestClock:
    @pytest.mark.parametrize(("days", "left"), [(0, 61), (59, 2), (60, 1)])
    def test_runs_for_sixty_days(self, session, days, left):
        result = Result(Design.COMPARISON_GROUP)
        settled(result)
        days_ago(result, days)

        assert queries.grade_page(result.lead(), *result.at).days_left == left
        assert [row.claim_id for row in queries.appealable(result.lead())] == [result.claim.id]
        services.appeal(result.lead(), *result.at, WHY)

    def test_is_over_on_the_day_after(self, session):
        result = Result(Design.COMPARISON_GROUP)
        settled(result)
        days_ago(result, 61)

        assert queries.appealable(result.lead()) == []
        assert "appeal" not in queries.grade_page(result.lead(), *result.at).may
        with pytest.raises(WrongState, match="60 days"):
            services.appeal(result.lead(), *result.at, WHY)

    def test_counts_london_days_across_the_clock_change(self, session):
        result = Result(Design.COMPARISON_GROUP)
        settled(result)
        [grading] = result.gradings
        grading.settled_on = datetime(2026, 2, 20, tzinfo=UTC).date()
        session.commit()
        last = datetime(2026, 4, 21, 22, 59, tzinfo=UTC)  # 23:59 in London, 60 days later

        lead = result.lead()

        with time_machine.travel(last, tick=False):
            assert queries.grade_page(lead, *result.at).subject.may_be_appealed
        with time_machine.travel(last + timedelta(minutes=1), tick=False):
            assert not queries.grade_page(lead, *result.at).subject.may_be_appealed

    def test_is_told_to_the_leads_of_owner_and_site_alone(self, session):
        result = Result(Design.COMPARISON_GROUP)
        settled(result)

        for actor, number in (
            (result.lead(), 1),
            (f.AnActor(Role.LEAD, result.site), 1),
            (f.AnActor(Role.LEAD), 0),
            (f.AnActor(Role.CONTRIBUTOR, result.owner), 0),
        ):
            assert len(queries.appealable(actor)) == number
