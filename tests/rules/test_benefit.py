"""What an effect comes to with somebody's own volumes, by kind and unit, worked by hand; and what is refused."""

import pytest

from registry.rules.benefit import Measured, Needs, Own, check, come_to, needs, rounded
from registry.rules.words import EffectKind


def an_effect(kind=EffectKind.MEAN_DIFFERENCE, low=-2.0, middle=-1.0, high=0.5, unit="minutes", **fields) -> Measured:
    return Measured(kind, low, middle, high, unit, **{"better_when": "lower", **fields})


def ends(effect: Measured, own: Own) -> list[float]:
    found = come_to(effect, own)
    return [round(value, 6) for value in (found.low, found.middle, found.high)]


class TestComesTo:
    def test_minutes_of_each_call_as_hours_and_less_is_better(self):
        found = come_to(an_effect(), Own(60_000))

        assert (found.low, found.middle, found.high, found.unit) == (-500.0, 1_000.0, 2_000.0, "hours")

    def test_a_share_of_the_volume_alone(self):
        assert ends(an_effect(), Own(60_000, share=10)) == [-50.0, 100.0, 200.0]

    def test_percentage_points_as_cases(self):
        effect = an_effect(EffectKind.PERCENTAGE_POINTS, 1.0, 2.0, 3.0, "percent", better_when="higher")

        assert ends(effect, Own(1_000)) == [10.0, 20.0, 30.0]

    def test_percent_of_the_time_that_each_takes_now(self):
        effect = an_effect(EffectKind.PERCENT_CHANGE, -50.0, -20.0, 10.0)

        assert ends(effect, Own(600, current=30)) == [-30.0, 60.0, 150.0]  # 600 x 30 minutes are 300 hours

    def test_percent_of_a_total(self):
        effect = an_effect(EffectKind.PERCENT_CHANGE, -10.0, -5.0, -1.0, "hours", is_total=True)

        assert ends(effect, Own(2_000)) == [20.0, 100.0, 200.0]

    def test_ratios_of_a_share(self):
        effect = an_effect(EffectKind.RISK_RATIO, 0.5, 0.8, 1.1, "percent")

        assert ends(effect, Own(1_000, current=20)) == [-20.0, 40.0, 100.0]  # 200 cases now

    def test_ratios_of_odds(self):
        effect = an_effect(EffectKind.ODDS_RATIO, 0.25, 1.0, 1.0, "percent")

        # 500 of 1,000 now: odds of 1 become 0.25, which is a share of 0.2
        assert ends(effect, Own(1_000, current=50)) == [0.0, 0.0, 300.0]

    def test_it_is_no_more_for_more_forces_but_for_more_of_a_driver(self):
        found = come_to(an_effect(), Own(60_000)).times(2.5)

        assert (found.low, found.high) == (-1_250.0, 5_000.0)


class TestRefuses:
    @pytest.mark.parametrize(
        ("effect", "words"),
        [
            (an_effect(EffectKind.STANDARDISED_DIFFERENCE), "no unit"),
            (an_effect(is_total=True), "flat multiplication"),
            (an_effect(unit="furlongs"), "none that a volume could be multiplied with"),
            (an_effect(EffectKind.ODDS_RATIO), "only where the measure is a share"),
        ],
    )
    def test_saying_why(self, effect, words):
        assert words in needs(effect).refusal

    def test_nothing_that_it_knows(self):
        assert needs(an_effect()) == Needs()
        assert needs(an_effect(EffectKind.PERCENT_CHANGE)).current
        assert needs(an_effect(EffectKind.PERCENT_CHANGE, unit="count")) == Needs()


class TestChecks:
    @pytest.mark.parametrize("text", ["", "many", "0", "-5", "1e12", "nan", "inf"])
    def test_a_volume_that_cannot_be(self, text):
        assert "volume" in check({"volume": text}, Needs(), "minutes").wrong

    @pytest.mark.parametrize("text", ["0", "101", "-1", "most"])
    def test_shares_and_levels_that_cannot_be(self, text):
        asked = check({"volume": "10", "share": text, "current": text}, Needs(current=True), "percent")

        assert set(asked.wrong) == {"share", "current"}
        assert asked.own is None

    @pytest.mark.parametrize("text", ["999", "2501", "all"])
    def test_hours_that_are_no_post(self, text):
        assert "hours_year" in check({"volume": "10", "hours_year": text}, Needs(), "minutes").wrong

    def test_takes_figures_as_people_write_them(self):
        asked = check({"volume": " 250,000 ", "share": "40%", "hours_year": "1,779"}, Needs(), "minutes")

        assert asked.own == Own(250_000.0, None, 40.0)
        assert asked.hours_year == 1_779


@pytest.mark.parametrize(
    ("value", "shown"), [(1234.0, 1200.0), (-98.7, -99.0), (0.0, 0.0), (0.01234, 0.012), (5.0, 5.0)]
)
def test_two_figures_count(value, shown):
    assert rounded(value) == shown
