"""A tool in one plain sentence: the finding first, then how strong it is, then who adopted it and on whose word."""

from collections.abc import Iterable
from typing import Protocol

from registry.rules.grading import TESTED, Finding, strongest
from registry.rules.words import Direction, label

CLAIMED, SUGGESTED, SHOWN = "Claimed better", "Suggested better", "Better"


class Adopted(Protocol):
    """How many adopted it, by standing."""

    @property
    def confirmed(self) -> int:
        """By the force, not yet run out."""

    @property
    def unconfirmed(self) -> int:
        """By the force, run out."""

    @property
    def reported(self) -> int:
        """By a published source."""


def sentence(findings: Iterable[Finding], adopted: Adopted) -> str:
    """What was found at how many sites, the strongest design, and the adoptions that count."""
    graded = [finding for finding in findings if finding.direction is not None]
    parts = [_found(graded), _designed(graded), _adopted(adopted)]
    return f"{'; '.join(part for part in parts if part)}."


def _found(graded: list[Finding]) -> str:
    """Sites are counted, results never averaged: a site where something got worse is said beside the others.

    Where anything was measured, what was only estimated or told counts neither for nor against.
    """
    if not graded:
        return "No result is stated yet"
    counted = [finding for finding in graded if finding.design.strength] or graded
    sites = {finding.site for finding in counted}
    better = {finding.site for finding in counted if finding.direction is Direction.BETTER}
    worse = {finding.site for finding in counted if finding.direction is Direction.WORSE}
    found = f"{_firmness(counted)} at {len(better)} of {len(sites)} {'site' if len(sites) == 1 else 'sites'}"
    return f"{found}, worse at {len(worse)}" if worse else found


def _firmness(graded: list[Finding]) -> str:
    better = [finding.design.strength for finding in graded if finding.direction is Direction.BETTER]
    strength = max(better, default=TESTED)
    return SHOWN if strength >= TESTED else SUGGESTED if strength else CLAIMED


def _designed(graded: list[Finding]) -> str:
    design = strongest(graded)
    return f"strongest design: {label(design).lower()}" if design else ""


def _adopted(adopted: Adopted) -> str:
    total = adopted.confirmed + adopted.unconfirmed + adopted.reported
    if not total:
        return "no named force is known to have adopted it"
    forces = "1 force" if total == 1 else f"{total} forces"
    if adopted.reported == total:
        return f"adopted by {forces} (reported, none confirmed)"
    apart = {"confirmed": adopted.confirmed, "unconfirmed": adopted.unconfirmed, "reported": adopted.reported}
    if total == adopted.confirmed:
        return f"adopted by {forces} (confirmed)"
    return f"adopted by {forces} ({', '.join(f'{number} {word}' for word, number in apart.items() if number)})"
