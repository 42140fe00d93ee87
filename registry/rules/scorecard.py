"""The levelled scorecard: registered, documented, assured, evidenced; each says what is missing for the next.

The checks are data; a standard that applies is a check of its own. Everything here is worked out from facts that are
given, so that the score of any day follows from the facts of that day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from registry.rules.assessing import EXPIRED, LAPSED
from registry.rules.words import Compliance

SEED = Path(__file__).parents[2] / "seed"
LEVELS = ("registered", "documented", "assured", "evidenced")
PASSED, FAILED, EXEMPT, RECHECK = "passed", "not-passed", "exempt", "re-check"


@dataclass(frozen=True)
class Stated:
    """Where the tool stands with one standard that applies and is judged on it."""

    code: str
    title: str
    state: str | None
    signed: bool
    sent_back: bool
    needs_recheck: bool
    expires_on: date | None = None
    exempt_until: date | None = None


@dataclass(frozen=True)
class Facts:
    """What the levels are worked out from."""

    lacking: Sequence[str]  # labels of required answers that are missing
    answered: frozenset[str]  # questions with an answer
    standards: Sequence[Stated]
    replication_level: int


@dataclass(frozen=True)
class Check:
    """One check of a level: how it stands and why, and what to do about it where."""

    code: str
    level: str
    text: str
    state: str
    reason: str = ""
    remedy: str = ""
    about: str = ""  # what it is about: "record", "standard" or "evidence"

    @property
    def passed(self) -> bool:
        """Whether it is met: an exempt one is not, and holds nevertheless."""
        return self.state == PASSED

    @property
    def holds(self) -> bool:
        """Whether it stands in nobody's way."""
        return self.state != FAILED


@cache
def described() -> tuple[dict[str, Any], ...]:
    """The checks as the seed file describes them."""
    return tuple(yaml.safe_load((SEED / "scorecard.yaml").read_text(encoding="utf-8"))["checks"])


def checks(facts: Facts) -> tuple[Check, ...]:
    """Every check, lowest level first."""
    return tuple(check for row in described() for check in _checks(row, facts))


def level(checked: Iterable[Check]) -> str:
    """The highest level of which, and of all below it, every check holds."""
    known = list(checked)
    reached = LEVELS[0]
    for name in LEVELS[1:]:
        if not all(check.holds for check in known if check.level == name):
            break
        reached = name
    return reached


def _checks(row: Mapping[str, Any], facts: Facts) -> list[Check]:
    if row["kind"] == "standards" and facts.standards:
        return [_of_standard(row["level"], stated) for stated in facts.standards]
    if row["kind"] == "required":
        more = f", and {len(facts.lacking) - 3} more" if len(facts.lacking) > 3 else ""
        named = ", ".join(f"“{label}”" for label in facts.lacking[:3])
        return [_check(row, not facts.lacking, f"{row['reason'].rstrip('.')}: {named}{more}.")]
    if row["kind"] == "answered":
        return [_check(row, row["question"] in facts.answered)]
    if row["kind"] == "replication":
        return [_check(row, facts.replication_level >= row["at_least"])]
    return [_check(row, False)]


def _check(row: Mapping[str, Any], holds: bool, reason: str = "") -> Check:
    about = "evidence" if row["kind"] == "replication" else "record"
    if holds:
        return Check(row["code"], row["level"], row["text"], PASSED, about=about)
    return Check(row["code"], row["level"], row["text"], FAILED, reason or row["reason"], row["remedy"], about)


def _of_standard(level: str, stated: Stated) -> Check:
    state, reason, remedy = _standing(stated)
    return Check(stated.code, level, stated.title, state, reason, remedy, "standard")


def _standing(stated: Stated) -> tuple[str, str, str]:
    if stated.state is None:
        return FAILED, "It is not stated.", "State where the tool stands, with proof."
    if stated.state == EXPIRED:
        return FAILED, f"It expired on {_spoken(stated.expires_on)}.", "Assess it again."
    if stated.state == LAPSED:
        lapsed = f"The exemption lapsed on {_spoken(stated.exempt_until)}."
        return FAILED, lapsed, "Meet the requirement, or ask for a new exemption; then state it again."
    if stated.state == Compliance.NOT_MET:
        return FAILED, "A requirement is not met.", "Meet it, or ask for an exemption; then state it again."
    if stated.sent_back:
        return FAILED, "An assurer sent it back.", "Mend what the assurer asks for, and state it again."
    if not stated.signed:
        return FAILED, "No assurer has signed it.", "An assurer who did not assess it signs it."
    if stated.needs_recheck:
        return RECHECK, "It was assessed under an earlier version.", "Check what is new or changed, and state it again."
    if stated.state == Compliance.EXEMPT:
        return EXEMPT, f"Exempt until {_spoken(stated.exempt_until)}.", ""
    return PASSED, "It is met in part." if stated.state == Compliance.PARTIAL else "", ""


def _spoken(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else "a day that is not stated"
