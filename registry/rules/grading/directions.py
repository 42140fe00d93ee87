"""The printed rules by which an effect and its interval give the direction of a result, and several results one word."""

from collections.abc import Iterable
from dataclasses import dataclass

from registry.rules.words import Direction

STATED_STAYS = frozenset({Direction.MIXED, Direction.TOO_EARLY})  # no figure takes back a doubt of its author
UNTOLD = (Direction.INCONCLUSIVE, Direction.TOO_EARLY)  # speak neither for nor against


@dataclass(frozen=True)
class Figures:
    """The interval of an effect, what would be no effect at all, and which way is better: higher, lower or neutral."""

    low: float
    high: float
    nothing: float  # 0 for a difference, 1 for a ratio
    better_when: str


def direction_of(stated: Direction, figures: Figures | None, could_see: str | None) -> tuple[Direction, str]:
    """The direction, and the code of the reason for it.

    An interval on the better side of no effect: better; on the other: worse. Across it: inconclusive, unless the study
    could have seen a change that matters: then no clear change. Without figures or a better side, as stated; so too where
    its author says that results are mixed or that it is too early.
    """
    if figures is None or figures.better_when not in ("higher", "lower") or stated in STATED_STAYS:
        return stated, "as-stated"
    if figures.low <= figures.nothing <= figures.high:
        seen = could_see == "yes"
        return (Direction.NO_CLEAR_CHANGE, "across-seen") if seen else (Direction.INCONCLUSIVE, "across")
    higher = figures.low > figures.nothing
    better = higher == (figures.better_when == "higher")
    return (Direction.BETTER, "better-side") if better else (Direction.WORSE, "worse-side")


def direction_together(found: Iterable[Direction]) -> Direction | None:
    """The one word for several results; none for no result.

    Mixed only where results point different ways: better beside worse, either of them beside no clear change (which
    could have seen a change), or a result that is mixed itself. What is inconclusive or too early takes nothing away from
    what others found; where nothing else was found, inconclusive comes before too early.
    """
    directions = frozenset(found)
    told = directions.difference(UNTOLD)
    if len(told) > 1:
        return Direction.MIXED
    return next(iter(told), None) or next((untold for untold in UNTOLD if untold in directions), None)
