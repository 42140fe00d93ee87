from dataclasses import dataclass

import pytest

from registry.rules.grading import Finding
from registry.rules.summary import sentence
from registry.rules.words import Design, Direction

TRIAL, ESTIMATE, BEFORE_AFTER = Design.RANDOMISED_TRIAL, Design.ESTIMATE, Design.BEFORE_AFTER


@dataclass
class Adopted:
    confirmed: int = 0
    unconfirmed: int = 0
    reported: int = 0
    disputed: int = 0


def better(site="Kent", design=TRIAL):
    return Finding(Direction.BETTER, design, site)


class TestSentence:
    def test_puts_finding_strength_and_adoption_in_one_line(self):
        assert sentence([better(), better()], Adopted(reported=1)) == (
            "Better at 1 of 1 site; strongest design: randomised trial; adopted by 1 force (reported, none confirmed)."
        )

    @pytest.mark.parametrize(
        ("design", "start"),
        [(ESTIMATE, "Claimed better at 1"), (BEFORE_AFTER, "Suggested better at 1"), (TRIAL, "Better at 1")],
    )
    def test_softens_with_the_design(self, design, start):
        assert sentence([better(design=design)], Adopted()).startswith(start)

    def test_says_where_it_was_worse(self):
        worse = Finding(Direction.WORSE, TRIAL, "Essex")

        assert sentence([better(), worse], Adopted()).startswith("Better at 1 of 2 sites, worse at 1;")

    def test_what_was_only_estimated_does_not_stand_beside_what_was_measured(self):
        hoped = better("Essex", ESTIMATE)

        assert sentence([better(), hoped], Adopted()).startswith("Better at 1 of 1 site;")
        assert sentence([better(design=ESTIMATE), hoped], Adopted()).startswith("Claimed better at 2 of 2 sites;")

    def test_a_count_is_no_finding(self):
        count = Finding(None, TRIAL, "Kent")

        assert sentence([count], Adopted()) == "No result is stated yet; no named force is known to have adopted it."

    def test_a_disputed_adoption_counts_nowhere(self):
        assert "no named force" in sentence([], Adopted(disputed=3))

    def test_keeps_the_standings_apart(self):
        adopted = Adopted(confirmed=2, unconfirmed=1, reported=3)

        assert sentence([], adopted).endswith("adopted by 6 forces (2 confirmed, 1 unconfirmed, 3 reported).")

    def test_says_when_all_are_confirmed(self):
        assert sentence([], Adopted(confirmed=2)).endswith("adopted by 2 forces (confirmed).")
