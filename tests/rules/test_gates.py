import pytest

from registry.rules.gates import ASKS, GATES, PROOF, asked_for, held, kept, lacking
from registry.rules.lifecycles import PATH, Stage

LIVE = {"units": "teams", "eligible": "18", "using": "12"}


class TestGates:
    @pytest.mark.parametrize("stage", PATH)
    def test_each_stage_of_the_path_has_five_parts_and_its_proof(self, stage):
        gate = GATES[stage]

        assert all((gate.objective, gate.decision_maker, gate.question, gate.advice, ASKS[stage]))
        assert stage in PROOF

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
