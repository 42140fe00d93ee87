"""How often a result was repeated: the replication level, and the sites that it is counted from."""

from collections import defaultdict
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
AGAINST = frozenset({Direction.NO_CLEAR_CHANGE, Direction.WORSE})


@dataclass(frozen=True)
class Finding:
    """One graded claim: what was found, how it was measured, and where."""

    direction: Direction | None  # None for a count, which is no effect
    design: Design
    site: str
    playbook: bool = False  # whether the site followed the owner's playbook


@dataclass(frozen=True)
class Sites:
    """Where results were graded: sites that found better, and those that found none of it but no clear change or worse."""

    better: frozenset[str]
    against: frozenset[str]
    all: frozenset[str]
    capped: bool  # a site with an equal or stronger design keeps the level at 3

    @property
    def several(self) -> bool:
        """Whether more than one site found better."""
        return len(self.better) > 1

    @property
    def words(self) -> str:
        """The sites set beside one another: "better at 3, not at 1"."""
        if not self.all:
            return ""
        return f"better at {len(self.better)}, not at {len(self.against)}" if self.against else self._plain()

    def _plain(self) -> str:
        return f"better at {len(self.better)} of {len(self.all)}"


def replication_level(findings: Iterable[Finding]) -> int:
    """The printed rule.

    1 described: no better result was measured. 2 change seen: better, before and after or compared.
    3 tested at one site: better with a comparison group or stronger. 4: the same at two sites or more,
    unless a site with an equal or stronger design found no clear change or worse.
    5: 4, and one of these sites followed the owner's playbook.
    """
    graded = _graded(findings)
    better = [finding for finding in graded if finding.direction is Direction.BETTER and finding.design.strength > 0]
    tested = [finding for finding in better if finding.design.strength >= TESTED]
    if not better:
        return 1
    if not tested:
        return 2
    if len({finding.site for finding in tested}) < 2 or _capped(graded):
        return 3
    return 5 if any(finding.playbook for finding in tested) else 4


def sites_of(findings: Iterable[Finding]) -> Sites:
    """The sites of graded findings, and how they stand to one another.

    Where anything was measured, a site that only estimated or told counts neither for nor against.
    """
    graded = _graded(findings)
    found: dict[str, set[Direction | None]] = defaultdict(set)
    for finding in [finding for finding in graded if finding.design.strength] or graded:
        found[finding.site].add(finding.direction)
    better = frozenset(site for site, directions in found.items() if Direction.BETTER in directions)
    against = frozenset(site for site, directions in found.items() if directions & AGAINST and site not in better)
    return Sites(better, against, frozenset(found), _capped(graded))


def strongest(findings: Iterable[Finding]) -> Design | None:
    """The strongest design among graded claims; counts do not have one."""
    designs = [finding.design for finding in findings if finding.direction is not None]
    return max(designs, key=lambda design: design.strength, default=None)


def is_proven(level: int) -> bool:
    """Proven means level 4 or 5, and nothing else."""
    return level >= 4


def _graded(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.direction is not None]


def _capped(graded: list[Finding]) -> bool:
    tested = [
        finding.design.strength
        for finding in graded
        if finding.direction is Direction.BETTER and finding.design.strength >= TESTED
    ]
    return bool(tested) and any(
        finding.direction in AGAINST and finding.design.strength >= max(tested) for finding in graded
    )
