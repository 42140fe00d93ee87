"""Measures, units and what has been tried, over the API."""

import pytest

from registry.rules.words import Design, Direction, EffectKind, Visibility
from tests import factories as f


@pytest.fixture
def measure(session):
    f.Terms()
    return f.AMeasure("101-wait")


class TestTried:
    def test_an_outcome_with_all_that_a_force_asks_next(self, web, measure):
        tool = f.ATool(content={"cost_band": "under-10k"})
        study = f.AnEvidence(tool, design=Design.COMPARISON_GROUP, trend_predates=False, baseline="7.1 minutes")
        f.AClaim(study, Direction.NO_CLEAR_CHANGE, measure, effect_kind=EffectKind.MEAN_DIFFERENCE, unit="minutes",
                 effect=-0.2, standard_error=0.5)  # fmt: skip

        [item] = web.get("/api/v1/measures/101-wait/tried").json["items"]

        assert (item["tool"]["slug"], item["design"], item["direction"]) == (
            tool.slug,
            "comparison-group",
            "no-clear-change",
        )
        assert (item["cost"], item["mailbox"], item["baseline"]) == (
            "Under £10,000",
            "team@northmarch.example",
            "7.1 minutes",
        )
        claim = item["claim"]
        assert (claim["effect"], claim["standard_error"], round(claim["interval_low"], 2)) == (-0.2, 0.5, -1.18)
        assert claim["worked_out"] == ["interval = effect ± z x standard error"]

    def test_the_problem_of_a_tool_leads_to_the_same(self, web, measure):
        f.AClaim(f.AnEvidence(f.ATool()), measure=measure)

        listed = web.get("/api/v1/problems").json["items"]
        tried = web.get("/api/v1/problems/long-101-waits/tried").json

        assert {one["code"]: (one["tools"], one["outcomes"]) for one in listed} == {
            "long-101-waits": (1, 1),
            "slow-redaction": (0, 0),
        }
        assert tried["total"] == 1

    def test_what_the_reader_may_not_know_of_is_in_no_answer(self, web, measure):
        f.AClaim(f.AnEvidence(f.ATool(visibility=Visibility.POLICING)), measure=measure)
        f.AClaim(f.AnEvidence(f.ATool(synthetic=True)), measure=measure)

        assert web.get("/api/v1/measures/101-wait/tried").json["total"] == 0
        assert web.get("/api/v1/problems/long-101-waits/tried").json["total"] == 0
        assert all(one["tools"] == one["outcomes"] == 0 for one in web.get("/api/v1/problems").json["items"])

    @pytest.mark.parametrize("path", ["measures/none/tried", "measures/none/versions", "problems/none/tried"])
    def test_an_unknown_one_is_not_found(self, web, measure, path):
        assert web.get(f"/api/v1/{path}").status_code == 404


class TestUnits:
    def test_the_units_and_the_published_constants(self, web):
        found = web.get("/api/v1/units").json

        assert [one["hours"] for one in found["hours_per_year"]] == [1779, 2000]
        assert {"minutes", "officer-years"} <= {one["code"] for one in found["units"]}

    def test_a_figure_is_turned(self, web):
        assert web.get("/api/v1/units/minutes/in/seconds?value=3.3").json["value"] == 198
        officers = web.get("/api/v1/units/hours/in/officer-years?value=60000000&hours_per_year=2000").json
        assert (officers["value"], officers["hours_per_year"]) == (30000, 2000)

    @pytest.mark.parametrize(
        ("path", "status", "named"),
        [
            ("hours/in/percent", 422, "wanted"),
            ("hours/in/officer-years", 422, "hours_per_year"),
            ("hours/in/minutes?value=nan", 422, "value"),
            ("hours/in/minutes?value=many", 422, "value"),
            ("hours/in/minutes?hours_per_year=0", 422, "hours_per_year"),
            ("sheep/in/minutes", 404, ""),
        ],
    )
    def test_what_cannot_be_turned_is_refused_in_words(self, web, path, status, named):
        answer = web.get(f"/api/v1/units/{path}")

        assert answer.status_code == status
        assert not named or named in answer.json["errors"]
