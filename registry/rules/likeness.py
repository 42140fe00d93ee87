"""How alike two forces are: the mean of how far they lie apart in what is known of both, and in nothing else.

For officers and for population it is the absolute natural logarithm of the ratio: 0 for equal, 0.69 for twice as many. For
systems it is the share, of the kinds of system that both state, in which they differ: 0 to 1. What is not known of both
is left out and named. Without officers and population there is no distance.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import log

ENOUGH = 3  # kinds of system that both state, below which they are not compared


class Aspect(StrEnum):
    """What forces are compared by."""

    OFFICERS = "officers"
    POPULATION = "population"
    DENSITY = "density"
    SYSTEMS = "systems"
    DEMAND = "demand"


SIZES = (Aspect.OFFICERS, Aspect.POPULATION)


@dataclass(frozen=True)
class Traits:
    """What is known of a force."""

    key: int
    name: str
    region: str | None = None
    figures: Mapping[Aspect, float] = field(default_factory=dict)  # each above 0
    systems: Mapping[str, bool] | None = None


@dataclass(frozen=True)
class Likeness:
    """Another force, how far it lies apart, and by what that was judged."""

    other: Traits
    distance: float
    parts: Mapping[Aspect, float]
    left_out: tuple[Aspect, ...]
    same_region: bool


def compared(one: Traits, other: Traits) -> Likeness | None:
    """How far two forces lie apart; nothing where the size of one of them is not known."""
    parts = {
        aspect: abs(log(one.figures[aspect] / other.figures[aspect]))
        for aspect in (*SIZES, Aspect.DENSITY, Aspect.DEMAND)
        if one.figures.get(aspect) and other.figures.get(aspect)
    }
    if not any(aspect in parts for aspect in SIZES):
        return None
    differ = _systems(one.systems or {}, other.systems or {})
    if differ is not None:
        parts[Aspect.SYSTEMS] = differ
    return Likeness(
        other,
        sum(parts.values()) / len(parts),
        parts,
        tuple(aspect for aspect in Aspect if aspect not in parts),
        one.region is not None and one.region == other.region,
    )


def nearest(one: Traits, others: Iterable[Traits], number: int = 5) -> list[Likeness]:
    """The most alike, the nearest first; of two that are as near, the one of the same region, then by name."""
    found = [likeness for other in others if other.key != one.key and (likeness := compared(one, other))]
    return sorted(found, key=lambda row: (round(row.distance, 6), not row.same_region, row.other.name))[:number]


def _systems(one: Mapping[str, bool], other: Mapping[str, bool]) -> float | None:
    both = one.keys() & other.keys()
    return sum(one[code] != other[code] for code in both) / len(both) if len(both) >= ENOUGH else None
