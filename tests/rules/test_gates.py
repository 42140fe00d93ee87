import pytest

from registry.rules.gates import ASKS, PROOF, asked_for, boxes, held, kept, lacking
from registry.rules.lifecycles import PATH, Stage

LIVE = {"units": "teams", "eligible": "18", "using": "12"}


class TestGates:
    @pytest.mark.parametrize("stage", PATH)
    def test_each_stage_of_the_path_says_what_it_asks_for(self, stage):
        assert ASKS[stage]
        assert stage in PROOF

    def test_stand_before_approved_live_and_business_as_usual(self):
        assert [(box.phase, box.before) for box in boxes()] == [
            ("Engage", Stage.APPROVED),
            ("Evolve", Stage.LIVE),
            ("Embed", Stage.BUSINESS_AS_USUAL),
        ]

    def test_name_their_source_and_leave_empty_what_was_not_read(self):
        assert all(box.source and box.question and box.advice for box in boxes())
        assert [box.objective for box in boxes()] == ["", "", ""]
        assert [bool(box.decision_maker) for box in boxes()] == [True, True, False]

    def test_interest_asks_for_nothing(self):
        assert asked_for(Stage.INTERESTED) == ()


class TestLacking:
    def test_complete_proof_lacks_nothing(self):
        assert lacking(Stage.LIVE, LIVE) == {}

    @pytest.mark.parametrize("value", ["", "twelve", "-1", "1.5", "9999999", None])
    def test_a_number_must_be_a_whole_one(self, value):
        assert set(lacking(Stage.LIVE, {**LIVE, "using": value})) == {"using"}

    def test_no_more_can_use_it_than_could(self):
        assert set(lacking(Stage.LIVE, {**LIVE, "using": "19"})) == {"using"}

    def test_none_that_could_is_no_share(self):
        assert set(lacking(Stage.LIVE, {**LIVE, "eligible": "0"})) == {"eligible"}

    def test_a_result_is_one_of_the_directions(self):
        assert set(lacking(Stage.LIVE, {**LIVE, "result": "brilliant"})) == {"result"}


class TestKept:
    def test_keeps_only_what_the_stage_asks_for(self):
        assert kept(Stage.LIVE, {**LIVE, "salary": "1", "reference": " "}) == {
            "units": "teams",
            "eligible": 18,
            "using": 12,
        }

    def test_a_share_reads_as_people_say_it(self):
        assert held(Stage.LIVE, kept(Stage.LIVE, LIVE)) == "12 of 18 teams"
