"""What may stand in a study and an outcome, field by field; and whatever is sent, it is kept whole or refused in words."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.analysis.stated import worked_out
from registry.core import clock
from registry.evidence.services.details import ClaimDetails, EvidenceDetails, number, whole
from registry.evidence.services.details.figures import stated
from registry.rules.words import EffectKind
from tests.evidence.studies import CLAIM, claim, details

MEASURES = {"101-average-wait": "minutes", "case-file-quality": "percent", "officer-hours-saved": "hours"}
COUNTS = {"treated_events": "4", "treated_total": "123", "comparison_events": "11", "comparison_total": "139"}
RATIO = {"effect_kind": "risk-ratio", "effect": "0.5"}
DIFFERENCE = {"effect_kind": "mean-difference", "effect": "-2.2", "unit": "minutes"}
SHARE = {"measure": "case-file-quality", "unit": "percent"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("7.1", 7.1),
        ("-3.8", -3.8),
        ("\u22123.8", -3.8),
        ("1,240", 1240.0),
        ("1,240.5", 1240.5),
        (".5", 0.5),
        ("33%", 33.0),
        ("3,3", None),
        ("12,34", None),
        ("nan", None),
        ("inf", None),
        ("-infinity", None),
        ("1e400", None),
        ("1e3", None),
        ("9" * 400, None),
        ("٣", None),
        ("½", None),
        ("7.1 minutes", None),
        ("", None),
        ("0x10", None),
    ],
)
def test_a_number_is_read_whole_or_not_at_all(text, found):
    assert number(text) == found


@pytest.mark.parametrize(("text", "found"), [("1,240", 1240), ("0", 0), ("1.5", None), ("-1", None), ("9" * 30, None)])
def test_a_count_is_a_whole_number(text, found):
    assert whole(text) == found


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({**RATIO, "interval_low": "0.9", "interval_high": "0.2"}, {"interval_low"}),
        ({**RATIO, "interval_low": "0.2", "interval_high": "0.2"}, {"interval_low"}),
        ({**RATIO, "interval_low": "0.6", "interval_high": "0.9"}, {"effect"}),
        ({**RATIO, "interval_low": "0.2"}, {"interval_high"}),
        ({**RATIO, "interval_low": "0.2", "interval_high": "0.9", "interval_level": "49.9"}, {"interval_level"}),
        ({**RATIO, "interval_low": "0.2", "interval_high": "0.9", "interval_level": "99.95"}, {"interval_level"}),
        ({**RATIO, "standard_error": "-0.1"}, {"standard_error"}),
        ({**RATIO, "standard_error": "0"}, {"standard_error"}),
        ({**RATIO, "effect": "0"}, {"effect"}),
        ({**RATIO, "effect": "-0.5"}, {"effect"}),
        ({**RATIO, "interval_low": "-1", "interval_high": "2"}, {"interval_low"}),
        ({**RATIO, "effect": "nan"}, {"effect"}),
        ({**RATIO, "effect": "1e400"}, {"effect"}),
        ({**COUNTS, "effect_kind": "risk-ratio", "treated_events": "124"}, {"treated_events"}),
        ({**COUNTS, "effect_kind": "risk-ratio", "comparison_total": ""}, {"comparison_total"}),
        (
            {**COUNTS, "effect_kind": "risk-ratio", "comparison_total": "0", "comparison_events": "0"},
            {"comparison_total"},
        ),
        ({**COUNTS, "effect_kind": "risk-ratio", "treated_events": "-4"}, {"treated_events"}),
        (COUNTS, {"effect_kind"}),
        ({"effect": "0.5"}, {"effect_kind"}),
        ({"effect_kind": "risk-ratio"}, {"effect"}),
        ({"effect_kind": "mean-difference", "unit": "minutes", "standard_error": "1"}, {"effect"}),
        ({"effect_kind": "splendid", "effect": "1"}, {"effect_kind"}),
        ({**DIFFERENCE, "unit": ""}, {"unit"}),
        ({**DIFFERENCE, "unit": "percent", "measure": "101-average-wait"}, {"unit"}),
        ({**DIFFERENCE, "unit": "hours a year", "measure": "officer-hours-saved"}, {"unit"}),
        ({"before_value": "7.1"}, {"unit"}),
        ({**SHARE, "before_value": "101"}, {"before_value"}),
        ({**SHARE, "after_value": "-1"}, {"after_value"}),
        ({"measure": "101-average-wait", "unit": "minutes", "treated_value": "-1"}, {"treated_value"}),
        ({"effect_kind": "percentage-points", "effect": "-101"}, {"effect"}),
        ({"effect_kind": "percent-change", "effect": "-101"}, {"effect"}),
        ({"net_of_cost": "maybe"}, {"net_of_cost"}),
        ({"recurrence": "sometimes"}, {"recurrence"}),
        ({"basis": "x" * 10_000_000}, {"basis"}),
    ],
)
def test_what_cannot_be_is_named_at_its_field(fields, named):
    assert set(claim(**fields).wrong(MEASURES)) == named


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {**RATIO, "interval_low": "0.2", "interval_high": "0.9"},
        {**RATIO, "standard_error": "0.3"},
        {**COUNTS, "effect_kind": "odds-ratio"},
        {**DIFFERENCE, "measure": "101-average-wait", "unit": "seconds", "effect": "-132"},
        {"effect_kind": "mean-difference", "unit": "minutes", "before_value": "7.1", "after_value": "3.3"},
        {"effect_kind": "percent-change", "effect": "150"},
        {"before_value": "140", "unit": "percent"},  # a local measure has no bound that we know of
        {**SHARE, "before_value": "0", "after_value": "100"},
        {"value": "33", "unit": "percent", "measure": "101-average-wait"},  # so much less, not a level
        {"result": "ƶ" * 5_000, "outcome": "Ṫïḿë 警察 \U0001f469\u200d\U0001f692"},
        {"recurrence": "recurrent", "net_of_cost": "gross", "cashable": "no"},
    ],
)
def test_what_can_be_is_kept(fields):
    assert claim(**fields).wrong(MEASURES) == {}


def day(days: int) -> date:
    return clock.today() + timedelta(days=days)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"starts_on": day(-10), "ends_on": day(-20)}, {"ends_on"}),
        ({"starts_on": day(1)}, {"starts_on"}),
        ({"starts_on": day(-10), "ends_on": day(1)}, {"ends_on"}),
        ({"ends_on": day(-10)}, {"starts_on"}),
        ({"starts_on": date(1066, 10, 14)}, {"starts_on"}),
        ({"baseline_starts_on": day(-5), "baseline_ends_on": day(-9)}, {"baseline_ends_on"}),
        ({"starts_on": day(-30), "baseline_starts_on": day(-60), "baseline_ends_on": day(-30)}, {"baseline_ends_on"}),
        ({"starts_on": day(-30), "baseline_starts_on": day(-20)}, {"baseline_ends_on"}),
        ({"sample_size": "many"}, {"sample_size"}),
        ({"sample_size": "0"}, {"sample_size"}),
        ({"sample_size": "-3"}, {"sample_size"}),
        ({"published_on": "٢٠٢٦"}, {"published_on"}),
        ({"mechanism": "x" * 5_001}, {"mechanism"}),
        ({"funder": "x" * 201}, {"funder"}),
    ],
)
def test_a_study_that_cannot_be_is_named_at_its_field(fields, named):
    assert set(details(site_words="Here", **fields).wrong()) == named


def test_the_days_of_a_study_may_end_today_and_follow_the_time_before():
    fields = {"starts_on": day(-30), "ends_on": day(0), "baseline_starts_on": day(-60), "baseline_ends_on": day(-31)}

    assert details(site_words="Here", **fields).wrong() == {}


typed = st.one_of(
    st.sampled_from(["", "0", "1", "0.5", "-2", "100", "1e400", "nan", "1,000", "-0", "99.9", "1" * 50, "²"]),
    st.text(max_size=12),
    st.floats().map(str),
    st.integers(-(10**20), 10**20).map(str),
)
NUMBERS = [
    "value", "effect", "standard_error", "interval_low", "interval_high", "interval_level", "treated_events",
    "treated_total", "comparison_events", "comparison_total", "before_value", "after_value", "treated_value",
    "comparison_value",
]  # fmt: skip


@settings(derandomize=True, database=None, max_examples=300, deadline=None)
@given(
    st.dictionaries(st.sampled_from(NUMBERS), typed),
    st.sampled_from(["", *EffectKind]),
    st.sampled_from(["", "minutes", "percent", "sheep"]),
    st.sampled_from(["", *MEASURES]),
)
def test_whatever_is_typed_is_refused_at_a_field_or_can_be_kept(figures, kind, unit, measure):
    given_claim = ClaimDetails(
        **{**CLAIM, **{name: str(value) for name, value in figures.items()}},
        effect_kind=str(kind),
        unit=unit,
        measure=measure,
    )

    wrong = given_claim.wrong(MEASURES)

    assert set(wrong) <= set(ClaimDetails.__dataclass_fields__)
    if not wrong:
        found = stated(given_claim)
        worked = worked_out(found)
        assert found.low is None or found.low < found.high
        assert found.error is None or found.error > 0
        assert found.counts is None or (found.counts[0] <= found.counts[1] and found.counts[2] <= found.counts[3])
        assert (worked is None) == (given_claim.kind is None)
        assert worked is None or worked.low is None or worked.low <= worked.effect <= worked.high


@settings(derandomize=True, database=None, max_examples=100, deadline=None)
@given(st.lists(st.one_of(st.none(), st.dates()), min_size=4, max_size=4))
def test_whatever_days_are_given_a_study_that_is_kept_has_them_in_order(days):
    starts, ends, before, until = days
    study = EvidenceDetails(
        title="A", site_words="Here", design="estimate", measured_by="force", starts_on=starts, ends_on=ends,
        baseline_starts_on=before, baseline_ends_on=until,
    )  # fmt: skip

    if not study.wrong():
        known = [given_day for given_day in (before, until, starts, ends) if given_day is not None]
        assert known == sorted(known)
        assert all(given_day <= clock.today() for given_day in known)
