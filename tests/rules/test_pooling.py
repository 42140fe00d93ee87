"""Which results go together: each reason for leaving one out, and each for refusing them all."""

from dataclasses import replace
from math import log

import pytest

from registry.rules.pooling import Result, Scale, sort_out
from registry.rules.words import Design, EffectKind, OrganisationKind

SCALE = Scale("minutes", 1, is_total=False)
PLAIN = Result(
    claim_id=1,
    evidence_id=1,
    site_id=1,
    site="Northmarch Police (example)",
    site_words="",
    site_kind=OrganisationKind.FORCE,
    region="Middle March",
    design=Design.BEFORE_AFTER,
    ex_ante=False,
    is_count=False,
    invented=False,
    kind=EffectKind.MEAN_DIFFERENCE,
    effect=-2.0,
    error=0.5,
    unit="minutes",
    version=1,
)


def at(number: int, **fields) -> Result:
    """A result at another site."""
    return replace(PLAIN, **{"claim_id": number, "site_id": number, "site": f"Force {number}", **fields})


def why_not(*results: Result, scale: Scale = SCALE, families: dict[int, int] | None = None) -> str:
    refusal = sort_out(results, scale, families or {}).refusal
    return refusal.code if refusal else ""


class TestGoesIn:
    def test_what_sites_apart_measured_alike(self):
        found = sort_out([PLAIN, at(2, effect=-1.0)], SCALE, {})

        assert [(member.value, member.error) for member in found.members] == [(-2.0, 0.5), (-1.0, 0.5)]
        assert found.kind is EffectKind.MEAN_DIFFERENCE

    def test_units_that_convert_are_converted_with_their_error(self):
        found = sort_out([PLAIN, at(2, unit="seconds", effect=-90.0, error=30.0)], SCALE, {})

        assert (found.members[1].value, found.members[1].error) == (-1.5, 0.5)

    def test_ratios_go_in_as_logarithms(self):
        ratio = {"kind": EffectKind.RISK_RATIO, "unit": None, "effect": 0.5, "error": 0.2}

        found = sort_out([replace(PLAIN, **ratio), at(2, **ratio)], SCALE, {})

        assert found.members[0].value == pytest.approx(log(0.5))
        assert found.members[0].error == 0.2

    def test_examples_go_with_examples(self):
        two = [replace(PLAIN, invented=True), at(2, invented=True)]

        assert len(sort_out(two, SCALE, {}, invented=True).members) == 2


class TestIsLeftOut:
    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"ex_ante": True}, "estimated, not measured"),
            ({"design": Design.ESTIMATE}, "estimated, not measured"),
            ({"is_count": True}, "a count"),
            ({"version": 2}, "definition 2"),
            ({"effect": None}, "no effect in figures"),
            ({"kind": None}, "no effect in figures"),
            ({"site_id": None, "site": "two districts"}, "names no organisation"),
            ({"invented": True}, "an example"),
        ],
    )
    def test_with_the_reason_and_the_others_go_together(self, fields, words):
        found = sort_out([PLAIN, at(2), at(3, **fields)], SCALE, {})

        assert len(found.members) == 2
        assert [words in left.why for left in found.left_out] == [True]

    def test_what_was_left_out_does_not_count_as_a_site(self):
        assert why_not(PLAIN, at(2, ex_ante=True)) == "too-few"


class TestRefuses:
    def test_fewer_than_two(self):
        assert why_not() == "too-few"
        assert why_not(PLAIN) == "too-few"

    def test_one_site_twice(self):
        assert why_not(PLAIN, replace(PLAIN, claim_id=2)) == "overlap"

    def test_a_site_and_the_one_that_took_it_over(self):
        assert why_not(PLAIN, at(2), families={1: 1, 2: 1}) == "overlap"
        assert why_not(PLAIN, at(2), families={1: 1, 2: 2}) == ""

    def test_a_region_with_a_force_within_it(self):
        region = at(2, site_kind=OrganisationKind.REGIONAL)

        assert why_not(PLAIN, region) == "overlap"
        assert why_not(PLAIN, replace(region, region=None)) == "overlap"
        assert why_not(PLAIN, replace(region, region="Far March")) == ""

    def test_anything_with_a_national_body(self):
        assert why_not(PLAIN, at(2, site_kind=OrganisationKind.NATIONAL)) == "overlap"

    def test_a_joint_site_with_one_of_its_parts(self):
        joint = at(2, site_words="Southvale and Northmarch together")

        assert why_not(PLAIN, joint) == "overlap"

    def test_kinds_that_cannot_be_compared(self):
        assert why_not(PLAIN, at(2, kind=EffectKind.PERCENT_CHANGE)) == "kinds"

    def test_differences_of_a_total(self):
        assert why_not(PLAIN, at(2), scale=replace(SCALE, is_total=True)) == "kinds"
        percent = {"kind": EffectKind.PERCENT_CHANGE}
        assert why_not(replace(PLAIN, **percent), at(2, **percent), scale=replace(SCALE, is_total=True)) == ""

    @pytest.mark.parametrize("unit", ["percent", "furlongs", "officer-years", None])
    def test_units_that_do_not_convert(self, unit):
        assert why_not(PLAIN, at(2, unit=unit)) == "units"

    def test_a_missing_standard_error(self):
        assert why_not(PLAIN, at(2, error=None)) == "no-error"

    def test_in_a_sentence(self):
        refusal = sort_out([PLAIN, at(2, error=None)], SCALE, {}).refusal

        assert refusal
        assert refusal.why.startswith("Force 2 gives no standard error")
