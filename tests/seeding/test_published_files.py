"""What was read from published sources keeps its rules: nothing rests on guesswork or on memory alone."""

import re
from typing import Any

import pytest

from tests.seeding.seed_files import (
    MEASURES,
    ORGANISATIONS,
    QUESTIONS,
    SINGLE_ONLINE_HOME,
    SLUGS,
    TOOLS,
    VOCABULARIES,
    codes_of,
    is_date,
    read_csv,
)

YEARS = re.compile(r"\d{4}(-\d{2})?")
STAGES = {
    "interested",
    "assessing",
    "approved",
    "piloting",
    "live",
    "business-as-usual",
    "paused",
    "stopped",
    "superseded",
    "named",
}
DESIGNS = {
    "randomised-trial",
    "natural-experiment",
    "comparison-group",
    "compared-adjusted",
    "before-after",
    "estimate",
}
DIRECTIONS = {"better", "mixed", "no-clear-change", "worse", "inconclusive", "too-early"}
CLAIMS = [(t["slug"], e, c) for t in TOOLS for e in t["evidence"] for c in e["claims"]]
ADOPTIONS = [(t["slug"], a) for t in TOOLS for a in t["adoptions"]]


class TestPublishedTools:
    @pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool["slug"])
    def test_answers_fit_the_question_schema(self, tool: dict[str, Any]) -> None:
        lists = {
            "category": "categories",
            "problem": "problems",
            "technique": "techniques",
            "user_group": "user_groups",
        }
        for q in QUESTIONS:
            given = tool.get(q["code"])
            if given is None:
                continue
            if "max_length" in q:
                assert len(given) <= q["max_length"], q["code"]
                continue
            options = q["options"] if "options" in q else VOCABULARIES[lists[q["vocabulary"]]]
            chosen = set(given) if isinstance(given, list) else {given}
            assert chosen <= codes_of(options), q["code"]
            assert q.get("exclusive") not in chosen or len(chosen) == 1, q["code"]

    @pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool["slug"])
    def test_sources_were_read_and_lead_forces_exist(self, tool: dict[str, Any]) -> None:
        assert tool["verified"] == "seen"
        assert tool["sources"]
        assert set(tool["lead_forces"]) <= SLUGS
        assert YEARS.fullmatch(tool["year"])
        for source in tool["sources"]:
            assert source["label"]
            assert source["url"].startswith("http")
            assert is_date(source["read"])
            assert source["date"] is None or is_date(source["date"])
        for claim in tool["unnamed_claims"]:
            assert all((claim["words"], claim["source"]))
            assert claim["source_url"].startswith("http")
            assert claim["date"] is None or is_date(claim["date"])

    def test_slugs_are_unique(self) -> None:
        assert codes_of(TOOLS, "slug")


class TestEvidence:
    def test_each_study_has_a_source_a_design_and_someone_who_measured(self) -> None:
        for slug, e, _ in CLAIMS:
            assert e["design"] in DESIGNS, slug
            assert e["measured_by"] in {"force", "supplier", "independent", "other"}, slug
            assert e["measured_by"] != "other" or e["measured_by_words"], slug
            assert e["site"] is None or e["site"] in SLUGS, slug
            assert e["source"], slug
            assert e["source_url"].startswith("http"), slug
            assert e["verified"] == "seen", slug

    def test_each_claim_is_graded_or_says_why_not(self) -> None:
        for slug, _, c in CLAIMS:
            assert all((c["result"], c["basis"])), slug
            assert (c["direction"] in DIRECTIONS) != (c["ungraded"] is not None), (slug, c["outcome"])
            assert c["ungraded"] in {None, "count", "baseline", "accuracy", "cost"}, slug
            assert c["cashable"] in {None, True, False}, slug
            assert c["value"] is None or c["unit"], slug
            assert (c["measure"] is None) == bool(c["local_measure"]), (slug, c["outcome"])
            assert c["measure"] is None or c["measure"] in codes_of(MEASURES), slug

    def test_short_texts_fit_their_columns(self) -> None:
        for slug, e, c in CLAIMS:
            texts = [e["site_words"], e["period_words"], c["outcome"], c["local_measure"], c["period"]]
            assert all(len(text) <= 200 for text in texts if text), slug
            assert len(c["unit"] or "") <= 60, slug

    def test_what_a_supplier_measured_or_someone_forecast_is_an_estimate(self) -> None:
        weak = [e["design"] for _, e, c in CLAIMS if e["measured_by"] == "supplier" or c["ex_ante"]]

        assert set(weak) == {"estimate"}

    def test_only_one_study_is_a_randomised_trial(self) -> None:
        assert {slug for slug, e, _ in CLAIMS if e["design"] == "randomised-trial"} == {"rapid-video-response"}


class TestAdoptions:
    def test_each_names_an_organisation_a_stage_and_a_source(self) -> None:
        for slug, a in ADOPTIONS:
            assert a["organisation"] in SLUGS, slug
            assert a["stage"] in STAGES, slug
            assert all((a["source_words"], a["source"])), slug
            assert a["source_url"].startswith("http"), slug
            assert "memory" not in a["source"].lower(), slug
            assert set(a["barriers"]) <= codes_of(VOCABULARIES["barriers"]), slug

    def test_a_stage_has_the_dates_that_it_rests_on_and_a_bare_name_has_none(self) -> None:
        for slug, a in ADOPTIONS:
            if a["stage"] == "named":
                assert (a["since"], a["since_means"], a["barriers"]) == (None, None, []), slug
            else:
                assert is_date(a["since"]), (slug, a["organisation"])
                assert is_date(a["source_date"]), (slug, a["organisation"])
                assert a["since_means"] in {"from", "by"}, slug

    def test_each_organisation_stands_once_with_each_tool(self) -> None:
        pairs = [(slug, a["organisation"]) for slug, a in ADOPTIONS]
        pairs += [(row["tool"], row["organisation"]) for row in SINGLE_ONLINE_HOME]

        assert len(pairs) == len(set(pairs))

    def test_barriers_and_reasons_belong_to_exits_only(self) -> None:
        for slug, a in ADOPTIONS:
            if a["stage"] not in {"paused", "stopped", "superseded"}:
                assert (a["barriers"], a["reason_words"]) == ([], None), slug

    def test_single_online_home_has_the_27_named_forces_and_no_other(self) -> None:
        territorial = {o["slug"] for o in ORGANISATIONS if o["territorial"] == "1"}

        assert len(SINGLE_ONLINE_HOME) == 27
        assert {row["organisation"] for row in SINGLE_ONLINE_HOME} <= territorial
        assert {(row["stage"], row["since"]) for row in SINGLE_ONLINE_HOME} == {("live", "2021-03-08")}

    def test_spread_counts_are_dated_sourced_and_belong_to_a_tool(self) -> None:
        series = read_csv("published/spread_series.csv")

        assert {row["tool"] for row in series} <= codes_of(TOOLS, "slug")
        assert [row["as_of"] for row in series] == sorted(row["as_of"] for row in series)
        for row in series:
            assert is_date(row["as_of"])
            assert row["source_url"].startswith("http")
            assert 0 < int(row["count"]) <= int(row["of"])
        named = [row["count"] for row in series if row["names_forces"] == "1"]
        assert named == [str(len(SINGLE_ONLINE_HOME))]
