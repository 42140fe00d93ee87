"""How much of policing adopts something: by forces, by officers, by residents; number and share together.

The whole is the forces that are valid on the day, never a constant. A force without a figure is left out of that
figure's whole and counted apart. Formula: part = sum of the weights of the adopting forces; share = part / whole.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from registry.rules.words import Standing

COUNTED = (Standing.CONFIRMED, Standing.UNCONFIRMED, Standing.REPORTED)


@dataclass(frozen=True)
class Weighted:
    """A force with the weights it carries."""

    id: int
    officers: int | None = None
    officers_on: date | None = None
    officers_source: str | None = None
    population: int | None = None
    population_on: date | None = None
    population_source: str | None = None


@dataclass(frozen=True)
class Share:
    """A part of a whole, split by standing; the dates and sources of the weights, and who has none."""

    what: str
    parts: Mapping[Standing, int]
    whole: int
    dates: tuple[date, ...] = ()
    sources: tuple[str, ...] = ()
    without: int = 0

    @property
    def part(self) -> int:
        """What is covered, on whosever word."""
        return sum(self.parts.values())

    @property
    def percent(self) -> float:
        """The share in per cent; 0 of nothing."""
        return 100 * self.part / self.whole if self.whole else 0.0

    def percent_of(self, standing: Standing) -> float:
        """The share of one standing in per cent."""
        return 100 * self.parts.get(standing, 0) / self.whole if self.whole else 0.0


def coverage(forces: Iterable[Weighted], adopted: Mapping[int, Standing]) -> tuple[Share, Share, Share]:
    """Shares by forces, officers and residents; `adopted` says on whose word each adopting force does.

    A disputed adoption covers nothing; an adopter outside the forces counts in none of the three.
    """
    known = list(forces)
    return (
        _share("forces", [(force, 1, None, None) for force in known], adopted),
        _share("officers", [(f, f.officers, f.officers_on, f.officers_source) for f in known], adopted),
        _share("residents", [(f, f.population, f.population_on, f.population_source) for f in known], adopted),
    )


def _share(
    what: str,
    weights: list[tuple[Weighted, int | None, date | None, str | None]],
    adopted: Mapping[int, Standing],
) -> Share:
    weighed = [row for row in weights if row[1] is not None]
    parts = {
        standing: sum(weight or 0 for force, weight, _, _ in weighed if adopted.get(force.id) is standing)
        for standing in COUNTED
    }
    return Share(
        what,
        parts,
        sum(weight or 0 for _, weight, _, _ in weighed),
        tuple(sorted({day for _, _, day, _ in weighed if day})),
        tuple(sorted({source for _, _, _, source in weighed if source})),
        len(weights) - len(weighed),
    )
