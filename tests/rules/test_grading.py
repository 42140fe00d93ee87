"""The printed rules of grading: design, direction, and how often a result was repeated."""

import itertools
from dataclasses import replace
from random import Random

import pytest

from registry.rules.grading import (
    QUESTIONS,
    REASONS,
    Figures,
    Finding,
    Stated,
    design_of,
    direction_of,
    direction_together,
    needed,
    rated,
    replication_level,
    sites_of,
    wrong,
)
from registry.rules.words import Design, Direction

MEASURED = {"measured": "measured", "baseline": "yes", "trend": "no", "comparison": "none"}
COMPARED = {**MEASURED, "comparison": "both", "comparable": "matched", "chosen": "choice"}
TRIAL = {**COMPARED, "chosen": "chance", "attrition": "low", "contamination": "no"}
LOWER = Figures(-3.0, -1.0, 0.0, "lower")


class TestDesign:
    @pytest.mark.parametrize(
        ("answers", "design"),
        [
            ({"measured": "told"}, Design.ESTIMATE),
            ({**MEASURED, "baseline": "no"}, Design.ESTIMATE),
            (MEASURED, Design.BEFORE_AFTER),
            ({**COMPARED, "comparison": "after", "comparable": "nothing"}, Design.BEFORE_AFTER),
            ({**COMPARED, "comparison": "after", "comparable": "adjusted"}, Design.COMPARED_ADJUSTED),
            ({**COMPARED, "comparable": "nothing"}, Design.COMPARED_ADJUSTED),
            (COMPARED, Design.COMPARISON_GROUP),
            ({**COMPARED, "comparable": "adjusted"}, Design.COMPARISON_GROUP),
            ({**COMPARED, "trend": "yes"}, Design.COMPARED_ADJUSTED),
            ({**COMPARED, "chosen": "outside"}, Design.NATURAL_EXPERIMENT),
            (TRIAL, Design.RANDOMISED_TRIAL),
            ({**TRIAL, "attrition": "not-known"}, Design.NATURAL_EXPERIMENT),
            ({**TRIAL, "contamination": "yes"}, Design.NATURAL_EXPERIMENT),
            ({**TRIAL, "attrition": "high", "contamination": "yes"}, Design.COMPARISON_GROUP),
        ],
    )
    def test_follows_from_the_answers(self, answers, design):
        assert design_of(answers)[0] is design

    def test_every_path_of_answers_ends_in_a_design_and_names_what_led_there(self):
        asked = [[(one.code, code) for code, _ in one.options] for one in QUESTIONS if one.code != "could_see"]
        for chosen in itertools.product(*asked):
            answers = dict(chosen)
            design, led = design_of(answers)

            assert isinstance(design, Design)
            assert set(led) <= set(answers)
            assert set(led) <= {"trend", *answers}

    def test_an_answer_that_does_not_bear_on_the_design_changes_nothing(self):
        for answers in (MEASURED, COMPARED, TRIAL):
            design, led = design_of(answers)
            for question in QUESTIONS:
                if question.code not in led:
                    for code, _ in question.options:
                        assert design_of({**answers, question.code: code})[0] is design, question.code

    def test_what_is_still_to_be_answered_is_named(self):
        assert needed({"measured": "measured"}) == ("baseline", "comparison")
        assert needed({**MEASURED, "comparison": "both"}) == ("comparable", "chosen")
        assert needed({"measured": "told"}) == ()

    def test_no_answer_at_all_is_no_fault(self):
        assert wrong({}) == {}

    @pytest.mark.parametrize(
        ("answers", "fields"),
        [
            ({"measured": "measured"}, {"baseline", "comparison"}),
            ({"measured": "maybe"}, {"measured", "baseline", "comparison"}),
            ({"measured": "told", "shoe-size": "9"}, {"shoe-size"}),
            ({**COMPARED, "baseline": "no"}, {"baseline"}),
        ],
    )
    def test_what_cannot_be_is_named_at_its_question(self, answers, fields):
        assert set(wrong(answers)) == fields


class TestDirection:
    @pytest.mark.parametrize(
        ("figures", "could_see", "found"),
        [
            (LOWER, None, Direction.BETTER),
            (replace(LOWER, better_when="higher"), None, Direction.WORSE),
            (replace(LOWER, low=1.0, high=3.0), None, Direction.WORSE),
            (replace(LOWER, high=0.5), None, Direction.INCONCLUSIVE),
            (replace(LOWER, high=0.5), "no", Direction.INCONCLUSIVE),
            (replace(LOWER, high=0.5), "not-known", Direction.INCONCLUSIVE),
            (replace(LOWER, high=0.5), "yes", Direction.NO_CLEAR_CHANGE),
            (replace(LOWER, high=0.0), None, Direction.INCONCLUSIVE),
            (Figures(0.5, 0.9, 1.0, "lower"), None, Direction.BETTER),
            (Figures(0.5, 1.1, 1.0, "lower"), None, Direction.INCONCLUSIVE),
            (replace(LOWER, better_when="neutral"), None, Direction.MIXED),
            (None, "yes", Direction.MIXED),
        ],
    )
    def test_follows_from_the_interval(self, figures, could_see, found):
        stated = Direction.BETTER if found is not Direction.MIXED else Direction.MIXED
        assert direction_of(stated, figures, could_see)[0] is found

    @pytest.mark.parametrize("stated", [Direction.MIXED, Direction.TOO_EARLY])
    def test_a_doubt_that_is_stated_stays(self, stated):
        assert direction_of(stated, LOWER, "yes") == (stated, "as-stated")

    def test_a_side_that_nobody_calls_better_leaves_it_as_stated(self):
        neutral = replace(LOWER, better_when="neutral")
        assert direction_of(Direction.WORSE, neutral, None) == (Direction.WORSE, "as-stated")


class TestDirectionTogether:
    @pytest.mark.parametrize(
        ("found", "together"),
        [
            ("", None),
            ("better", Direction.BETTER),
            ("better better", Direction.BETTER),
            ("better worse", Direction.MIXED),
            ("better worse inconclusive", Direction.MIXED),
            ("better no-clear-change", Direction.MIXED),
            ("worse no-clear-change", Direction.MIXED),
            ("better mixed", Direction.MIXED),
            ("mixed", Direction.MIXED),
            ("better inconclusive", Direction.BETTER),
            ("too-early worse", Direction.WORSE),
            ("no-clear-change inconclusive too-early", Direction.NO_CLEAR_CHANGE),
            ("too-early inconclusive", Direction.INCONCLUSIVE),
            ("too-early", Direction.TOO_EARLY),
        ],
    )
    def test_is_mixed_only_where_results_point_different_ways(self, found, together):
        directions = [Direction(word) for word in found.split()]

        assert {direction_together(order) for order in itertools.permutations(directions)} == {together}


class TestProvisional:
    def test_without_answers_or_figures_it_is_as_stated(self):
        found = rated(Stated(Direction.BETTER, Design.COMPARISON_GROUP))

        assert (found.direction, found.design) == (Direction.BETTER, Design.COMPARISON_GROUP)
        assert found.because == ("design-stated", "as-stated")

    def test_what_was_estimated_beforehand_is_an_estimate_whatever_was_answered(self):
        assert rated(Stated(Direction.BETTER, Design.BEFORE_AFTER, True, TRIAL)).design is Design.ESTIMATE

    def test_the_answers_overrule_the_design_that_was_stated(self):
        found = rated(Stated(Direction.BETTER, Design.RANDOMISED_TRIAL, answers=MEASURED))

        assert (found.design, found.led) == (Design.BEFORE_AFTER, ("measured", "baseline", "comparison"))

    def test_a_change_that_had_begun_before_and_was_compared_with_nothing_tells_nothing(self):
        found = rated(Stated(Direction.BETTER, Design.BEFORE_AFTER, answers={**MEASURED, "trend": "yes"}))

        assert (found.direction, found.because) == (Direction.INCONCLUSIVE, ("answers", "trend"))
        assert "trend" in found.led

    def test_each_reason_has_words(self):
        stated = [
            Stated(direction, Design.BEFORE_AFTER, ex_ante, answers, figures)
            for direction in Direction
            for ex_ante in (True, False)
            for answers in ({}, MEASURED, {**MEASURED, "trend": "yes"}, {**TRIAL, "could_see": "yes"})
            for figures in (None, LOWER, replace(LOWER, high=0.5), replace(LOWER, better_when="higher"))
        ]
        assert {reason for one in stated for reason in rated(one).because} == set(REASONS) - {"reviewed"}


def a_finding(random: Random) -> Finding:
    return Finding(
        random.choice([*Direction, None]), random.choice(list(Design)), random.choice("ABCD"), random.random() < 0.3
    )


def better(site: str, design: Design = Design.COMPARISON_GROUP, playbook: bool = False) -> Finding:
    return Finding(Direction.BETTER, design, site, playbook)


class TestReplication:
    @pytest.mark.parametrize(
        ("findings", "level"),
        [
            ([], 1),
            ([better("A", Design.ESTIMATE)], 1),
            ([Finding(None, Design.RANDOMISED_TRIAL, "A")], 1),
            ([better("A", Design.BEFORE_AFTER), better("B", Design.BEFORE_AFTER)], 2),
            ([better("A")], 3),
            ([better("A"), better("A", Design.RANDOMISED_TRIAL)], 3),
            ([better("A"), better("B")], 4),
            ([better("A"), better("B"), Finding(Direction.WORSE, Design.BEFORE_AFTER, "C")], 4),
            ([better("A"), better("B"), Finding(Direction.WORSE, Design.COMPARISON_GROUP, "C")], 3),
            ([better("A"), better("B"), Finding(Direction.NO_CLEAR_CHANGE, Design.RANDOMISED_TRIAL, "C")], 3),
            ([better("A"), better("B"), Finding(Direction.INCONCLUSIVE, Design.RANDOMISED_TRIAL, "C")], 4),
            ([better("A"), better("B", playbook=True)], 5),
            ([better("A"), better("B"), better("C", Design.BEFORE_AFTER, playbook=True)], 4),
            ([better("A"), better("A", playbook=True)], 3),
        ],
    )
    def test_follows_the_printed_rule(self, findings, level):
        assert replication_level(findings) == level

    def test_the_order_of_evidence_does_not_matter(self):
        random = Random(4)
        for _ in range(400):
            findings = [a_finding(random) for _ in range(random.randint(0, 7))]
            level, sites = replication_level(findings), sites_of(findings)
            random.shuffle(findings)

            assert (replication_level(findings), sites_of(findings)) == (level, sites)

    def test_a_better_site_more_never_lowers_the_level(self):
        random = Random(5)
        for _ in range(400):
            findings = [a_finding(random) for _ in range(random.randint(0, 7))]
            more = better(random.choice("ABCDE"), random.choice(list(Design)))

            assert replication_level([*findings, more]) >= replication_level(findings)

    def test_a_count_never_changes_the_level(self):
        random = Random(6)
        for _ in range(200):
            findings = [a_finding(random) for _ in range(random.randint(0, 7))]
            count = replace(a_finding(random), direction=None)

            assert replication_level([*findings, count]) == replication_level(findings)

    def test_a_failing_site_stands_beside_the_others(self):
        sites = sites_of([better("A"), better("B"), better("C"), Finding(Direction.WORSE, Design.BEFORE_AFTER, "D")])

        assert (sites.words, sites.several, sites.capped) == ("better at 3, not at 1", True, False)

    def test_one_site_is_not_several(self):
        assert not sites_of([better("A"), better("A")]).several
