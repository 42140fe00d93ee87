"""The reference data keep their own rules: references resolve, dates parse, totals are the published ones."""

import re

from tests.seeding.seed_files import (
    MEASURES,
    ORGANISATIONS,
    QUESTIONS,
    SLUGS,
    STANDARDS,
    VOCABULARIES,
    codes_of,
    is_date,
    read_yaml,
)

REQUIRED = {
    "name",
    "summary",
    "problems",
    "category",
    "techniques",
    "users",
    "phase",
    "supply",
    "contact",
    "visibility",
    "personal_data",
    "decider",
}


class TestOrganisations:
    def test_territorial_forces_have_code_officers_people_and_a_tile_of_their_own(self) -> None:
        forces = [o for o in ORGANISATIONS if o["territorial"] == "1"]

        assert len(forces) == 43
        assert all(o["ons_code"] and int(o["officers_fte"]) and int(o["population"]) for o in forces)
        assert len({(o["tile_col"], o["tile_row"]) for o in forces}) == len(forces)
        assert len({o["tile_code"] for o in forces}) == len(forces)
        assert all(re.fullmatch(r"[A-Z&]{2,4}", o["tile_code"]) for o in forces)

    def test_totals_are_those_of_the_published_tables(self) -> None:
        forces = [o for o in ORGANISATIONS if o["territorial"] == "1"]

        assert sum(int(o["officers_fte"]) for o in forces) == 124_786
        assert sum(int(o["population"]) for o in forces) == 59_116_100

    def test_kinds_and_dates_are_valid_and_each_date_says_what_it_rests_on(self) -> None:
        kinds = {"force", "regional", "national", "supplier", "academic"}

        assert {o["kind"] for o in ORGANISATIONS} <= kinds
        for o in ORGANISATIONS:
            assert bool(o["valid_from"]) == bool(o["valid_from_basis"]), o["slug"]
            assert not o["valid_from"] or is_date(o["valid_from"]), o["slug"]
            assert o["valid_from_basis"][:6] in ("", "memory", "seen: "), o["slug"]

    def test_the_registry_itself_is_there_to_own_published_records(self) -> None:
        assert {"registry", "home-office", "npcc", "college-of-policing"} <= SLUGS


class TestVocabularies:
    def test_codes_are_unique_and_thirteen_barriers_are_defined(self) -> None:
        for name in ("categories", "problems", "techniques", "user_groups", "barriers"):
            assert codes_of(VOCABULARIES[name])
        assert len(VOCABULARIES["barriers"]) == 13
        assert all(barrier["description"] for barrier in VOCABULARIES["barriers"])

    def test_groups_and_domains_refer_to_what_exists(self) -> None:
        techniques = codes_of(VOCABULARIES["techniques"])

        assert all(set(group) <= techniques for group in VOCABULARIES["technique_groups"].values())
        assert {d["organisation"] for d in VOCABULARIES["email_domains"]} - {None} <= SLUGS


class TestQuestions:
    def test_exactly_the_twelve_answers_are_required(self) -> None:
        required = {q.get("answer_set", q["code"]) for q in QUESTIONS if q["required"]}

        assert required == REQUIRED
        assert read_yaml("questions/1.yaml")["required_answers"] == len(REQUIRED)

    def test_each_question_has_a_hint_a_known_kind_and_an_audience(self) -> None:
        kinds = {"text", "long_text", "choice", "choices", "email", "yes_no_not_sure"}

        assert codes_of(QUESTIONS)
        for q in QUESTIONS:
            assert all((q["hint"], q["label"])), q["code"]
            assert q["kind"] in kinds, q["code"]
            assert q["visibility"] in {"public", "policing", "named"}, q["code"]
            if q["kind"] in {"text", "long_text", "email"}:
                assert q["max_length"] > 0, q["code"]
            else:
                assert ("options" in q) != ("vocabulary" in q), q["code"]

    def test_prices_stay_within_policing(self) -> None:
        prices = {q["code"]: q["visibility"] for q in QUESTIONS if q["code"] in ("cost_setup", "cost_yearly")}

        assert prices == {"cost_setup": "policing", "cost_yearly": "policing"}


class TestStandardsAndMeasures:
    def test_each_standard_has_versions_requirements_and_known_conditions(self) -> None:
        assert codes_of(STANDARDS["standards"], "slug")
        for s in STANDARDS["standards"]:
            assert set(s["applies_when"]) <= set(STANDARDS["conditions"]), s["slug"]
            assert s["kind"] in {"standard", "principle", "guidance", "law"}, s["slug"]
            assert s["verified"] in {"seen", "memory"}, s["slug"]
            assert all((s["renewal_words"], s["source"])), s["slug"]
            assert s["judged_on"] in {"tool", "adoption"}, s["slug"]
            for version in s["versions"]:
                assert codes_of(version["requirements"]), s["slug"]
                assert version["published_on"] is None or is_date(version["published_on"]), s["slug"]

    def test_packs_hold_standards_that_exist_and_every_standard_is_in_one(self) -> None:
        known = {s["slug"] for s in STANDARDS["standards"]}
        held = [code for pack in STANDARDS["packs"] for code in pack["standards"]]

        assert codes_of(STANDARDS["packs"])
        assert set(held) == known

    def test_conditions_ask_about_answers_that_exist(self) -> None:
        questions = {q["code"] for q in QUESTIONS}
        asked = [c["when"] for c in STANDARDS["conditions"].values() if "when" in c]

        assert all(when["question"] in questions for when in asked if "question" in when)
        groups = {when["technique_group"] for when in asked if "technique_group" in when}
        assert groups <= set(VOCABULARIES["technique_groups"])

    def test_each_measure_is_defined_and_says_where_that_comes_from(self) -> None:
        assert codes_of(MEASURES)
        for m in MEASURES:
            assert all(m[key] for key in ("definition", "unit", "numerator", "source")), m["code"]
            assert m["direction"] in {"higher", "lower", "neutral"}, m["code"]
            assert m["aggregation"] in {"ratio-of-sums", "weighted-mean", "sum", "none"}, m["code"]
            assert m["aggregation"] == "sum" or m["denominator"], m["code"]
            assert m["source_date"] is None or is_date(m["source_date"]), m["code"]
