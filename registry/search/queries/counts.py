"""Filters and their counts. Each filter is counted under all the others, so that a count is what a click would find.

Measure, direction and strength are held against one and the same claim.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from heapq import nsmallest

import numpy as np

from registry.search.index import bitmaps
from registry.search.index.bitmaps import Bits, Mask, Stack
from registry.search.index.columns import NONE, VOCABULARIES, Pairs, numbers
from registry.search.index.facets import FACETS, OF_CLAIM, Facet
from registry.search.index.segment import Numbers
from registry.search.index.snapshot import Reading

Filters = Mapping[str, tuple[str, ...]]
Counts = dict[str, Numbers]
MOST = 60  # values of one filter on a page


@dataclass(slots=True)  # not frozen: there are hundreds on a page, and freezing each takes longest of all
class Option:
    """A value of a filter: what it is called, how many tools it would find, whether it is on."""

    value: str
    label: str
    count: int
    checked: bool


@dataclass(frozen=True)
class Group:
    """A filter with its values. Those at hand stand open; the others are folded until one is wanted."""

    key: str
    label: str
    options: tuple[Option, ...]
    at_hand: bool = False
    more: int = 0  # values that would find something and are not listed

    @property
    def on(self) -> int:
        """How many of its values are filtered by."""
        return sum(option.checked for option in self.options)

    def tells_apart(self, total: int) -> bool:
        """Whether some value is had by some of the tools found and not by all."""
        return any(0 < option.count < total for option in self.options)


class Filtering:
    """A reader's filters over a snapshot: which documents each one keeps."""

    def __init__(self, reading: Reading, filters: Filters) -> None:
        self.reading = reading
        self.size = reading.snapshot.size
        self.claims = reading.snapshot.columns.claims
        self.filters = {
            facet.code: filters[facet.code]
            for facet in FACETS
            if filters.get(facet.code) and reading.offers(facet.code)
        }
        self.stacks = reading.stacks()
        self._of_claim = [code for code in OF_CLAIM if code in self.filters]
        self._kept = {code: self._listed(code) for code in self.filters if code not in OF_CLAIM}

    def kept(self, matched: Mask, leaving_out: str = "") -> Mask:
        """The matched documents that every filter but one keeps."""
        if not self.filters:
            return matched
        return bitmaps.unpacked(self._bits(bitmaps.packed(matched), leaving_out), self.size)

    def counted(self, matched: Mask) -> Counts:
        """How many documents each value of each filter would find under the other filters."""
        bits = bitmaps.packed(matched)
        within = self._bits(bits)
        found: Counts = {}
        for stack in self.stacks:
            found |= stack.counted(within)
        for code in self._kept:
            found[code] = self._stack(code).counted_alone(self._bits(bits, code), code)
        if self._of_claim:
            others = bitmaps.unpacked(self._bits(bits, *OF_CLAIM), self.size)
            found |= {code: self._of_claims(code, others) for code in OF_CLAIM}
        return found

    def _bits(self, bits: Bits, *leaving_out: str) -> Bits:
        for code, one in self._kept.items():
            if code not in leaving_out:
                bits = bits & one
        if self._of_claim and not set(OF_CLAIM) & set(leaving_out):
            bits = bits & self._with_claims()
        return bits

    def _stack(self, code: str) -> Stack:
        return next(stack for stack in self.stacks if code in stack)

    def _listed(self, code: str) -> Bits:
        return self._stack(code).any_of(code, self._chosen(code))

    def _of_claims(self, code: str, others: Mask) -> Numbers:
        """How many documents have a claim with each value that satisfies the other filters on claims."""
        documents, values = self.claims["document"], self.claims[code]
        meant = self._claims(leaving_out=code) & others[documents] & (values != NONE)
        pairs = Pairs(documents[meant], values[meant])
        rows = bitmaps.rows(pairs, len(VOCABULARIES[code]), self.size)
        return np.bitwise_count(rows).sum(axis=1, dtype=np.int64)  # type: ignore[no-any-return]

    def _claims(self, leaving_out: str = "") -> Mask:
        """The claims that satisfy every filter on claims but one."""
        mask = np.ones(self.claims["document"].size, bool)
        for code in self._of_claim:
            if code != leaving_out:
                mask &= np.isin(self.claims[code], self._chosen(code))
        return mask

    def _with_claims(self) -> Bits:
        mask = np.zeros(self.size, bool)
        mask[self.claims["document"][self._claims()]] = True
        return bitmaps.packed(mask)

    def _chosen(self, code: str) -> Numbers:
        """The numbers of the chosen values; one that no document ever had finds nothing."""
        known = (VOCABULARIES[code].number(value) for value in self.filters[code])
        return numbers([number for number in known if number is not None])


def groups(filtering: Filtering, matched: Mask) -> list[Group]:
    """Every filter with its counts. A value that finds nothing is left out unless it is on or its order is given."""
    counted = filtering.counted(matched)
    return [
        _group(facet, counted[facet.code], filtering.filters.get(facet.code, ()))
        for facet in FACETS
        if filtering.reading.offers(facet.code)
    ]


def _group(facet: Facet, counted: Numbers, chosen: tuple[str, ...]) -> Group:
    vocabulary = VOCABULARIES[facet.code]
    codes, labels = vocabulary.codes, vocabulary.labels
    given = [number for code, _ in facet.given if (number := vocabulary.number(code)) is not None]
    known = [number for code in chosen if (number := vocabulary.number(code)) is not None]
    on = [number for number in known if number < counted.size and counted[number]]  # others came by since
    rest = _commonest(counted, given, lambda number: (labels[number], codes[number]))
    shown = [*given, *({*rest, *on} - {*given})]
    told = [
        Option(codes[n], labels[n], count, codes[n] in chosen)
        for n, count in zip(shown, counted[shown].tolist(), strict=True)
    ]
    more = np.count_nonzero(counted) - np.count_nonzero(counted[shown])
    options = [*told[: len(given)], *sorted(told[len(given) :], key=lambda one: (-one.count, one.label, one.value))]
    options += [Option(value, value, 0, True) for value in chosen if value not in {one.value for one in options}]
    return Group(facet.code, facet.label, tuple(options), facet.at_hand, int(more))


def _commonest(counted: Numbers, given: list[int], name: Callable[[int], tuple[str, str]]) -> list[int]:
    """The values that find most, as many as a page can show; of those that find equally many the first by name."""
    counted = counted.copy()
    counted[given] = 0
    found = np.flatnonzero(counted)
    if found.size <= MOST:
        return found.tolist()
    least = np.partition(counted[found], -MOST)[-MOST]
    sure = found[counted[found] > least].tolist()
    return [*sure, *nsmallest(MOST - len(sure), found[counted[found] == least].tolist(), name)]
