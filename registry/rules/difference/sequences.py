"""Comparing two sequences within a bound of work, whatever they hold.

What the ends have in common is cut off first. Then items that stand once on each side hold the sequences
together, as in the patience method, and what lies between is compared by the shortest script (Myers 1986) as
long as there is work left. Beyond it a stretch is replaced as a whole: coarser, but never wrong.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Match: TypeAlias = tuple[int, int, int]  # from here in the old, from here in the new, as many items are the same
LEVELS = 6  # of anchors within anchors
COST = 64  # items that go or come before a window of the shortest script is closed


@dataclass
class Work:
    """How many steps are left; one is a comparison of two items."""

    left: int

    def spend(self, steps: int) -> bool:
        """Take these off; whether any are left."""
        self.left -= steps
        return self.left > 0


def matches(old: Sequence[int], new: Sequence[int], work: Work) -> list[Match]:
    """The stretches that are the same on both sides, in order; what lies between was replaced."""
    found: list[Match] = []
    for at_old, at_new, size in _within(old, new, 0, len(old), 0, len(new), work, LEVELS):
        if found and found[-1][0] + found[-1][2] == at_old and found[-1][1] + found[-1][2] == at_new:
            found[-1] = (found[-1][0], found[-1][1], found[-1][2] + size)
        elif size:
            found.append((at_old, at_new, size))
    return found


def _within(
    old: Sequence[int], new: Sequence[int], low: int, high: int, left: int, right: int, work: Work, levels: int
) -> Iterator[Match]:
    start_old, start_new = low, left
    while low < high and left < right and old[low] == new[left]:
        low, left = low + 1, left + 1
    yield start_old, start_new, low - start_old
    end_old = high
    while low < high and left < right and old[high - 1] == new[right - 1]:
        high, right = high - 1, right - 1
    if low < high and left < right and work.left > 0:
        anchors = _anchors(old, new, low, high, left, right, work) if levels else []
        if anchors:
            for at_old, at_new in [*anchors, (high, right)]:
                yield from _within(old, new, low, at_old, left, at_new, work, levels - 1)
                if at_old < high:
                    yield at_old, at_new, 1
                low, left = at_old + 1, at_new + 1
        else:
            yield from _shortest(old[low:high], new[left:right], low, left, work)
    yield high, right, end_old - high


def _anchors(
    old: Sequence[int], new: Sequence[int], low: int, high: int, left: int, right: int, work: Work
) -> list[tuple[int, int]]:
    """Items that stand once on each side, as many as keep their order."""
    if not work.spend((high - low + right - left) // 4):
        return []
    times_old, times_new = Counter(old[low:high]), Counter(new[left:right])
    once = {item for item, times in times_old.items() if times == 1 and times_new.get(item) == 1}
    if not once:
        return []
    places = {new[place]: place for place in range(left, right) if new[place] in once}
    return _rising([(place, places[old[place]]) for place in range(low, high) if old[place] in once])


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs whose second numbers rise."""
    ends: list[int] = []
    holders: list[int] = []
    before: list[int] = []
    for number, (_first, second) in enumerate(pairs):
        place = bisect_left(ends, second)
        before.append(holders[place - 1] if place else -1)
        if place == len(ends):
            ends.append(second)
            holders.append(number)
        else:
            ends[place], holders[place] = second, number
    found = []
    number = holders[-1]
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


def _shortest(old: Sequence[int], new: Sequence[int], low: int, left: int, work: Work) -> list[Match]:
    """The shortest script, window by window: each keeps the path that came furthest at its cost."""
    found: list[Match] = []
    at = beside = 0
    while at < len(old) and beside < len(new) and work.left > 0:
        walked, went, came = _window(old[at:], new[beside:], work)
        found += [(low + at + start, left + beside + other, size) for start, other, size in walked]
        if not walked:
            break
        at, beside = at + went, beside + came
    return found


def _window(old: Sequence[int], new: Sequence[int], work: Work) -> tuple[list[Match], int, int]:
    end_old, end_new = len(old), len(new)
    reach: dict[int, int] = {1: 0}
    trail: list[dict[int, int]] = []
    for cost in range(min(COST, end_old + end_new) + 1):
        trail.append(dict(reach))
        steps = cost + 1
        for diagonal in range(-cost, cost + 1, 2):
            down = diagonal == -cost or (diagonal != cost and reach[diagonal - 1] < reach[diagonal + 1])
            at = start = reach[diagonal + 1] if down else reach[diagonal - 1] + 1
            beside = at - diagonal
            while at < end_old and beside < end_new and old[at] == new[beside]:
                at, beside = at + 1, beside + 1
            steps += at - start
            reach[diagonal] = at
            if at >= end_old and beside >= end_new:
                return _walked(trail, diagonal, at), end_old, end_new
        if not work.spend(2 * steps):
            break
    within = [d for d in reach if (d - cost) % 2 == 0 and reach[d] <= end_old and reach[d] - d <= end_new]
    if not within:
        return [], 0, 0
    furthest = max(within, key=lambda diagonal: 2 * reach[diagonal] - diagonal)
    return _walked(trail, furthest, reach[furthest]), reach[furthest], reach[furthest] - furthest


def _walked(trail: list[dict[int, int]], diagonal: int, at: int) -> list[Match]:
    """The stretches along the way back to the start of the window."""
    found: list[Match] = []
    for cost in range(len(trail) - 1, -1, -1):
        reach = trail[cost]
        down = diagonal == -cost or (diagonal != cost and reach[diagonal - 1] < reach[diagonal + 1])
        origin = diagonal + 1 if down else diagonal - 1
        start = reach[origin] if down else reach[origin] + 1
        if at > start:
            found.append((start, start - diagonal, at - start))
        diagonal, at = origin, reach[origin]
    return found[::-1]
