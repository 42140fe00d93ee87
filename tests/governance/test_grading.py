"""Reviews of grades: one reviewer confirms, two score blind and agree, differ and are reconciled."""

import pytest
from sqlalchemy import select, update

from registry.accounts.models import Membership
from registry.core import clock
from registry.core.delivery import deliver
from registry.core.errors import Conflict, Invalid, NotAllowed, NotFound, Withdrawn, WrongState
from registry.core.events import EventRow
from registry.evidence import services as evidence
from registry.evidence.services import EvidenceDetails
from registry.governance.models import GradingStep
from registry.governance.queries import grading as queries
from registry.governance.services import grading as services
from registry.governance.services import review
from registry.governance.services.grading import ScoreDetails
from registry.governance.services.grading.sweeping import sweep
from registry.organisations.models import Succession
from registry.rules.grading import RULE
from registry.rules.lifecycles import GRADING, GRADING_ACTS, GradingState
from registry.rules.permissions import Permission
from registry.rules.words import Design, Direction, GradeBasis, GradeStanding, GradingCause, Role
from tests import factories as f
from tests.governance.gradings import (
    STRONG,
    TRIAL,
    WEAK,
    Result,
    confirm,
    differing,
    otherwise,
    reviewer,
    settled,
    two_reviewers,
)

BETTER, PROVISIONAL = Direction.BETTER, GradeStanding.PROVISIONAL
G = GradingState


class TestTable:
    ALLOWED = {
        "agree": {G.OPEN: G.SETTLED},
        "differ": {G.OPEN: G.RECONCILING},
        "reconcile": {G.RECONCILING: G.SETTLED},
        "refer": {G.RECONCILING: G.REFERRED},
        "decide": {G.REFERRED: G.SETTLED},
        "appeal": {G.SETTLED: G.APPEALED},
        "withdraw": {G.OPEN: G.WITHDRAWN, G.RECONCILING: G.WITHDRAWN, G.REFERRED: G.WITHDRAWN},
    }

    @pytest.mark.parametrize("verb", list(GRADING.moves))
    @pytest.mark.parametrize("state", list(G))
    def test_each_verb_leads_where_it_should_or_is_refused(self, verb, state):
        target = self.ALLOWED[verb].get(state)
        if target is None:
            with pytest.raises(WrongState):
                GRADING.move(verb, state)
        else:
            assert GRADING.move(verb, state) is target

    def test_each_act_has_its_permission(self):
        assert {f"grading:{act}" for act in GRADING_ACTS} <= set(Permission)


class TestOneReviewer:
    def test_confirms_a_grade_that_is_weaker_than_a_comparison_group(self, session):
        result, one = Result(), reviewer()
        services.take(one, *result.at)

        services.score(one, *result.at, confirm())

        assert result.grade == (BETTER, Design.BEFORE_AFTER, GradeStanding.CONFIRMED)
        assert [(grade.basis, grade.rule) for grade in result.grades] == [
            (GradeBasis.RULE, RULE),
            (GradeBasis.REVIEW, RULE),
        ]

    def test_grades_it_otherwise_with_reasons_by_the_same_questions(self, session):
        result, one = Result(), reviewer()
        services.take(one, *result.at)

        services.score(one, *result.at, otherwise("inconclusive", {"measured": "told"}))

        assert result.grade == (Direction.INCONCLUSIVE, Design.ESTIMATE, GradeStanding.CONFIRMED)
        assert result.grades[-1].because["answers"] == {"measured": "told"}
        assert result.grades[-1].words == "The comparison tells otherwise."

    def test_who_finds_a_stronger_design_leaves_it_to_a_second_as_well(self, session):
        result, one, two = Result(), reviewer(), reviewer()
        services.take(one, *result.at)
        services.score(one, *result.at, otherwise("better", STRONG))
        assert result.grade == (BETTER, Design.BEFORE_AFTER, PROVISIONAL)

        services.take(two, *result.at)
        services.score(two, *result.at, otherwise("better", STRONG))

        assert result.grade == (BETTER, Design.COMPARISON_GROUP, GradeStanding.CONFIRMED)

    @pytest.mark.parametrize(
        ("details", "named"),
        [
            (ScoreDetails(), {"verdict", "direction", "measured"}),
            (ScoreDetails("first"), {"verdict", "direction", "measured"}),
            (ScoreDetails("differ", "sideways", WEAK, "So."), {"direction"}),
            (ScoreDetails("differ", "worse", {"measured": "measured"}, "So."), {"baseline", "comparison"}),
            (ScoreDetails("differ", "worse", WEAK), {"words"}),
        ],
    )
    def test_is_told_what_is_missing_and_nothing_is_kept(self, session, details, named):
        result, one = Result(), reviewer()
        services.take(one, *result.at)

        with pytest.raises(Invalid) as refusal:
            services.score(one, *result.at, details)

        assert set(refusal.value.fields) == named
        assert [verb for verb, _ in result.steps] == ["take"]

    def test_gives_it_back_before_scoring_and_not_after(self, session):
        result, one, other = Result(Design.RANDOMISED_TRIAL), reviewer(), reviewer()
        services.take(one, *result.at)
        services.give_back(one, *result.at)
        assert result.seats == []
        services.take(other, *result.at)
        services.score(other, *result.at, confirm())

        with pytest.raises(WrongState, match="stays on record"):
            services.give_back(other, *result.at)


class TestTwoReviewers:
    def test_are_wanted_at_a_comparison_group_and_above(self, session):
        result = Result(Design.COMPARISON_GROUP)
        first, second = two_reviewers(result)

        services.score(first, *result.at, confirm())
        assert result.grade[2] is PROVISIONAL
        services.score(second, *result.at, confirm())

        assert result.grade == (BETTER, Design.COMPARISON_GROUP, GradeStanding.CONFIRMED)

    def test_no_third_takes_what_two_have(self, session):
        result = Result(Design.RANDOMISED_TRIAL)
        two_reviewers(result)

        with pytest.raises(WrongState, match="Other reviewers have this grade"):
            services.take(reviewer(), *result.at)

    def test_the_owner_may_ask_for_them(self, session):
        result = Result()
        services.ask(result.lead(), *result.at, "It will be read by a board.")
        first, second = two_reviewers(result)

        services.score(first, *result.at, confirm())
        assert result.grade[2] is PROVISIONAL
        services.score(second, *result.at, confirm())

        assert (result.grade[2], result.gradings[0].cause) == (GradeStanding.CONFIRMED, GradingCause.OWNER)

    def test_a_board_may_ask_for_them_even_while_one_has_it(self, session):
        result, one = Result(), reviewer()
        services.take(one, *result.at)
        secretary = f.actor_of(f.ABoardPerson(f.ABoard(), Role.SECRETARY, (f.AForce(), Role.READER)))

        services.ask(secretary, *result.at, "It is on our agenda.")
        services.score(one, *result.at, confirm())

        assert (result.gradings[0].cause, result.grade[2]) == (GradingCause.BOARD, PROVISIONAL)

    def test_a_score_is_sent_once(self, session):
        result = Result(Design.RANDOMISED_TRIAL)
        first, _second = two_reviewers(result)
        services.score(first, *result.at, confirm())

        with pytest.raises(WrongState, match="in already"):
            services.score(first, *result.at, otherwise())

        assert [verb for verb, _ in result.steps].count("score") == 1

    def test_who_differ_put_it_under_review_and_the_provisional_grade_stays(self, session):
        result = Result(Design.COMPARISON_GROUP)

        differing(result)

        assert result.grade == (BETTER, Design.COMPARISON_GROUP, GradeStanding.UNDER_REVIEW)
        assert result.gradings[0].state is G.RECONCILING

    def test_differ_in_design_as_much_as_in_direction(self, session):
        result = Result(Design.COMPARISON_GROUP)
        first, second = two_reviewers(result)

        services.score(first, *result.at, confirm())
        services.score(second, *result.at, otherwise("better", TRIAL))

        assert result.grade[2] is GradeStanding.UNDER_REVIEW


class TestReconciling:
    def test_one_proposes_and_the_other_agrees(self, session):
        result = Result(Design.COMPARISON_GROUP)
        first, second = differing(result)

        services.propose(first, *result.at, ScoreDetails("second", words="On reading it again."))
        step = self.proposals(session, result)[-1]
        services.reconcile(second, *result.at, step)

        assert result.grade == (Direction.NO_CLEAR_CHANGE, Design.COMPARISON_GROUP, GradeStanding.CONFIRMED)
        assert result.grades[-1].words == "On reading it again."
        assert [verb for verb, _ in result.steps].count("score") == 2, "both scores stay"

    def test_nobody_agrees_to_what_they_proposed_or_to_what_was_replaced(self, session):
        result = Result(Design.COMPARISON_GROUP)
        first, second = differing(result)
        services.propose(first, *result.at, ScoreDetails("first", words="As I said."))
        old = self.proposals(session, result)[-1]
        with pytest.raises(WrongState, match="You proposed this yourself"):
            services.reconcile(first, *result.at, old)
        services.propose(second, *result.at, ScoreDetails("second", words="As I said."))

        with pytest.raises(Conflict):
            services.reconcile(second, *result.at, old)

    def test_a_proposal_needs_its_reason(self, session):
        result = Result(Design.COMPARISON_GROUP)
        first, _second = differing(result)

        with pytest.raises(Invalid):
            services.propose(first, *result.at, ScoreDetails("second"))

    def test_a_third_reviewer_decides(self, session):
        result, third = Result(Design.COMPARISON_GROUP), reviewer()
        first, second = differing(result)
        services.refer(first, *result.at)
        with pytest.raises(WrongState):
            services.decide(second, *result.at, ScoreDetails("second", words="Mine."))
        services.take(third, *result.at)

        services.decide(third, *result.at, ScoreDetails("first", words="The second overlooked the baseline."))

        assert result.grade == (BETTER, Design.COMPARISON_GROUP, GradeStanding.CONFIRMED)
        assert result.grades[-1].basis is GradeBasis.RECONCILIATION

    def test_nobody_else_has_a_say(self, session):
        result = Result(Design.COMPARISON_GROUP)
        differing(result)

        for act in (
            lambda: services.propose(reviewer(), *result.at, ScoreDetails("first", words="Mine.")),
            lambda: services.refer(reviewer(), *result.at),
        ):
            with pytest.raises(WrongState):
                act()
        with pytest.raises(NotAllowed):
            services.refer(result.lead(), *result.at)

    def proposals(self, session, result) -> list[int]:
        return list(
            session.scalars(
                select(GradingStep.id)
                .where(GradingStep.grading_id == result.gradings[-1].id, GradingStep.verb == "propose")
                .order_by(GradingStep.id)
            )
        )


class TestWhoMay:
    def outsiders(self, result) -> dict:
        heir = f.AForce()
        f.save(Succession(predecessor_id=result.owner.id, successor_id=heir.id, happened_on=clock.today()))
        interested = reviewer()
        review.declare(interested, result.tool.slug, "I know its supplier.")
        return {
            "owner": f.AnActor(Role.REVIEWER, result.owner),
            "site": f.AnActor(Role.REVIEWER, result.site),
            "heir": f.AnActor(Role.REVIEWER, heir),
            "interested": f.load_actor(interested.id),
            "lead": result.lead(),
            "registrar": f.AnActor(Role.REGISTRAR),
            "supplier": f.AnActor(Role.REVIEWER, f.ASupplier()),
        }

    def test_nobody_with_a_part_in_it_takes_it(self, session):
        result = Result()

        for name, actor in self.outsiders(result).items():
            with pytest.raises(NotAllowed):
                services.take(actor, *result.at)
            assert result.seats == [], name

    def test_nor_is_given_it_by_the_registrar(self, session):
        result, registrar = Result(), f.AnActor(Role.REGISTRAR)

        for actor in self.outsiders(result).values():
            with pytest.raises(Invalid):
                services.assign(registrar, *result.at, actor.id, clock.today())

        services.assign(registrar, *result.at, reviewer().id, clock.today())
        assert len(result.seats) == 1

    def test_a_count_has_nothing_to_grade(self, session):
        result = Result()
        count = f.AClaim(result.item, None)

        with pytest.raises(NotFound):
            services.take(reviewer(), result.tool.slug, count.id)

    def test_who_added_the_study_does_not_grade_it_at_another_force_either(self, session):
        result, one = Result(), reviewer()
        result.item.recorded_by_id = one.id
        session.commit()

        with pytest.raises(NotAllowed):
            services.take(one, *result.at)


class TestWhatChangesMeanwhile:
    def test_a_reviewer_whose_role_ends_scores_no_more_and_their_place_is_free(self, session):
        result = Result(Design.RANDOMISED_TRIAL)
        first, _second = two_reviewers(result)
        session.execute(update(Membership).where(Membership.person_id == first.id).values(ended_at=clock.now()))
        session.commit()

        with pytest.raises(NotAllowed):
            services.score(f.load_actor(first.id), *result.at, confirm())
        services.take(reviewer(), *result.at)

        assert first.id not in {seat.person_id for seat in result.seats}

    def test_a_merger_that_makes_their_force_the_owners_frees_their_place(self, session):
        result, force = Result(), f.AForce()
        one = f.AnActor(Role.REVIEWER, force)
        services.take(one, *result.at)
        f.save(Succession(predecessor_id=force.id, successor_id=result.owner.id, happened_on=clock.today()))

        assert sweep() == 1
        assert result.seats == []
        with pytest.raises(NotAllowed):
            services.score(f.load_actor(one.id), *result.at, confirm())

    def test_a_score_that_is_in_stays_whatever_becomes_of_its_reviewer(self, session):
        result = Result(Design.RANDOMISED_TRIAL)
        first, second = two_reviewers(result)
        services.score(first, *result.at, confirm())
        session.execute(update(Membership).where(Membership.person_id == first.id).values(ended_at=clock.now()))
        session.commit()

        sweep()
        services.score(second, *result.at, confirm())

        assert result.grade[2] is GradeStanding.CONFIRMED

    def test_an_interest_declared_meanwhile_frees_the_place(self, session):
        result, one = Result(), reviewer()
        services.take(one, *result.at)

        review.declare(one, result.tool.slug, "I have come to know its supplier.")
        deliver()

        assert result.seats == []

    def test_evidence_that_is_withdrawn_ends_the_review(self, session):
        result, one = Result(), reviewer()
        services.take(one, *result.at)

        evidence.withdraw_evidence(result.lead(), result.tool.slug, result.item.id)
        with pytest.raises(NotFound):
            services.score(one, *result.at, confirm())
        deliver()

        assert (result.gradings[0].state, result.seats) == (G.WITHDRAWN, [])

    def test_a_study_that_is_corrected_is_graded_anew_and_the_review_ends(self, session):
        result, one = Result(Design.COMPARISON_GROUP), reviewer()
        services.take(one, *result.at)
        fixed = EvidenceDetails(title="A study", site_id=result.site.id, design="before-after", measured_by="force")
        evidence.correct_evidence(result.lead(), result.tool.slug, result.item.id, fixed, "There was no group.")

        with pytest.raises(WrongState, match="corrected since"):
            services.score(one, *result.at, confirm())
        deliver()

        assert result.grade == (BETTER, Design.BEFORE_AFTER, PROVISIONAL)
        assert result.gradings[0].state is G.WITHDRAWN
        services.take(reviewer(), *result.at)

    def test_a_suspended_tool_is_not_graded(self, session):
        result, one = Result(), reviewer()
        services.take(one, *result.at)
        result.tool.suspended_at, result.tool.suspension_reason = clock.now(), "For the test"
        session.commit()

        with pytest.raises(Withdrawn):
            services.score(one, *result.at, confirm())
        assert queries.queue(one).total == queries.with_reviewer(one).total == 0

    def test_the_registrar_ends_a_review_and_the_grade_stands_as_before(self, session):
        result, registrar = Result(Design.COMPARISON_GROUP), f.AnActor(Role.REGISTRAR)
        differing(result)

        services.withdraw(registrar, *result.at, "Both were of one team.")

        assert result.grade == (BETTER, Design.COMPARISON_GROUP, PROVISIONAL)
        services.take(reviewer(), *result.at)


class TestTrail:
    def test_holds_neither_scores_nor_words_before_both_are_in(self, session):
        result = Result(Design.COMPARISON_GROUP)
        first, _second = two_reviewers(result)

        services.score(first, *result.at, otherwise("worse", TRIAL))

        rows = session.scalars(select(EventRow).where(EventRow.tool_id == result.tool.id)).all()
        assert [row.kind for row in rows] == ["grading-taken", "grading-taken", "grading-scored"]
        said = " ".join(str(row.data) for row in rows)
        assert [word for word in ("worse", "randomised", "tells") if word in said] == []

    def test_a_settled_grade_tells_its_direction_and_design(self, session):
        result = Result(Design.COMPARISON_GROUP)
        settled(result)

        kinds = [row.kind for row in session.scalars(select(EventRow).where(EventRow.tool_id == result.tool.id))]
        assert kinds[-2:] == ["grade-recorded", "grading-settled"]
