"""How evidence is summed up without averaging it: direction and strength stay apart."""

from collections.abc import Iterable
from dataclasses import dataclass

from registry.rules.words import Design, Direction

TESTED = 3  # a comparison group or stronger

LEVELS = {
    1: "described",
    2: "change seen",
    3: "tested at one site",
    4: "independently replicated elsewhere",
    5: "replicated with a playbook",
}


@dataclass(frozen=True)
class Finding:
    """One graded claim: what was found, how it was measured, and where."""

    direction: Direction | None  # None for a count, which is no effect
    design: Design
    site: str


def replication_level(findings: Iterable[Finding], playbook: bool = False) -> int:
    """The printed rule.

    1 described: no better result was measured. 2 change seen: better, before and after or compared.
    3 tested at one site: better with a comparison group or stronger. 4: the same at two sites or more,
    unless a site with an equal or stronger design found no clear change or worse. 5: 4 with a playbook.
    """
    graded = [finding for finding in findings if finding.direction is not None]
    better = [finding for finding in graded if finding.direction is Direction.BETTER and finding.design.strength > 0]
    tested = [finding for finding in better if finding.design.strength >= TESTED]
    if not better:
        return 1
    if not tested:
        return 2
    if len({finding.site for finding in tested}) < 2 or _capped(graded, tested):
        return 3
    return 5 if playbook else 4


def _capped(graded: list[Finding], tested: list[Finding]) -> bool:
    strongest = max(finding.design.strength for finding in tested)
    against = {Direction.NO_CLEAR_CHANGE, Direction.WORSE}
    return any(finding.direction in against and finding.design.strength >= strongest for finding in graded)


def strongest(findings: Iterable[Finding]) -> Design | None:
    """The strongest design among graded claims; counts do not have one."""
    designs = [finding.design for finding in findings if finding.direction is not None]
    return max(designs, key=lambda design: design.strength, default=None)


def is_proven(level: int) -> bool:
    """Proven means level 4 or 5, and nothing else."""
    return level >= 4
