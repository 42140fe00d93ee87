"""What the seeded claims say of effects: as the sources do, nothing impossible, and nothing filled in."""

import pytest

from registry.evidence.services.details import ClaimDetails
from registry.evidence.services.details.figures import wrong_figures
from registry.seeding.files import read_yaml

FIGURES = (
    "effect_kind", "effect", "standard_error", "interval_low", "interval_high", "interval_level", "treated_events",
    "treated_total", "comparison_events", "comparison_total", "before_value", "after_value", "treated_value",
    "comparison_value", "recurrence",
)  # fmt: skip
MEASURES = {row["code"]: row["unit"] for row in read_yaml("measures.yaml")["measures"]}
CLAIMS = [
    (tool["slug"], claim)
    for tool in read_yaml("published/tools.yaml")["tools"]
    for item in tool["evidence"]
    for claim in item["claims"]
]

pytestmark = pytest.mark.static


def stated(claim) -> dict[str, str]:
    return {name: str(claim[name]) for name in FIGURES if claim.get(name) is not None}


def test_some_say_how_large_the_effect_is():
    assert sum("effect" in stated(claim) for _slug, claim in CLAIMS) >= 5


@pytest.mark.parametrize(("slug", "claim"), [pair for pair in CLAIMS if stated(pair[1])])
def test_no_figure_is_impossible(slug, claim):
    figures = ClaimDetails(unit=claim["unit"] or "", **stated(claim))

    assert wrong_figures(figures, MEASURES.get(claim["measure"])) == {}, slug


@pytest.mark.parametrize(("slug", "claim"), [pair for pair in CLAIMS if "effect" in stated(pair[1])])
def test_an_effect_is_the_figure_that_the_source_gives(slug, claim):
    assert claim["effect"] == claim["value"], slug
