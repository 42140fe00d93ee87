"""Filters and their counts. Each filter is counted under all the others, so that a count is what a click would find.

Measure, direction and strength are held against one and the same claim.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from registry.core import clock
from registry.search.index.columns import NONE, VOCABULARIES, Pairs, numbers
from registry.search.index.facets import FACETS, NEVER, OF_CLAIM, Facet
from registry.search.index.segment import Numbers
from registry.search.index.snapshot import Mask, Reading

Filters = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Option:
    """A value of a filter: what it is called, how many tools it would find, whether it is on."""

    value: str
    label: str
    count: int
    checked: bool


@dataclass(frozen=True)
class Group:
    """A filter with its values."""

    key: str
    label: str
    options: tuple[Option, ...]


class Filtering:
    """A reader's filters over a snapshot: which documents each one keeps."""

    def __init__(self, reading: Reading, filters: Filters) -> None:
        self.reading = reading
        self.columns = reading.snapshot.columns
        self.filters = {facet.code: filters[facet.code] for facet in FACETS if filters.get(facet.code)}
        self._of_claim = [code for code in OF_CLAIM if code in self.filters]
        self._masks = {code: self._listed_mask(code) for code in self.filters if code not in OF_CLAIM}

    def kept(self, matched: Mask, leaving_out: str = "") -> Mask:
        """The matched documents that every filter but one keeps."""
        mask = matched.copy()
        for code, one in self._masks.items():
            if code != leaving_out:
                mask &= one
        return mask & self._claim_mask() if self._of_claim and leaving_out not in OF_CLAIM else mask

    def counted(self, facet: Facet, matched: Mask) -> Numbers:
        """How many documents each value of a filter would find under the other filters."""
        mask = self.kept(matched, leaving_out=facet.code)
        values = VOCABULARIES[facet.code]
        if not facet.of_claim:
            pairs = self._pairs(facet.code)
            return np.bincount(pairs.values[mask[pairs.documents]], minlength=len(values))
        if not set(self._of_claim) - {facet.code}:
            pairs = self.reading.snapshot.claimed(facet.code)
            return np.bincount(pairs.values[mask[pairs.documents]], minlength=len(values))
        claims = self.columns.claims
        meant = self._claims(leaving_out=facet.code) & mask[claims["document"]] & (claims[facet.code] != NONE)
        both = np.unique(claims["document"][meant] * len(values) + claims[facet.code][meant])
        return np.bincount(both % max(len(values), 1), minlength=len(values))

    def _pairs(self, code: str) -> Pairs:
        if code == "adopters":
            return Pairs(np.arange(self.reading.snapshot.size), self.reading.bands)
        pairs = self.columns.listed[code]
        if code != "standard":
            return pairs
        until = self.columns.until
        valid = (until == NEVER) | (until >= clock.today().toordinal())
        return Pairs(pairs.documents[valid], pairs.values[valid])

    def _listed_mask(self, code: str) -> Mask:
        pairs = self._pairs(code)
        mask = np.zeros(self.reading.snapshot.size, bool)
        mask[pairs.documents[np.isin(pairs.values, self._chosen(code))]] = True
        return mask

    def _claims(self, leaving_out: str = "") -> Mask:
        """The claims that satisfy every filter on claims but one."""
        claims = self.columns.claims
        mask = np.ones(claims["document"].size, bool)
        for code in self._of_claim:
            if code != leaving_out:
                mask &= np.isin(claims[code], self._chosen(code))
        return mask

    def _claim_mask(self) -> Mask:
        mask = np.zeros(self.reading.snapshot.size, bool)
        mask[self.columns.claims["document"][self._claims()]] = True
        return mask

    def _chosen(self, code: str) -> Numbers:
        """The numbers of the chosen values; one that no document ever had finds nothing."""
        known = (VOCABULARIES[code].number(value) for value in self.filters[code])
        return numbers([number for number in known if number is not None])


def groups(filtering: Filtering, matched: Mask) -> list[Group]:
    """Every filter with its counts. A value that finds nothing is left out unless it is on or its order is given."""
    return [_group(facet, filtering, matched) for facet in FACETS]


def _group(facet: Facet, filtering: Filtering, matched: Mask) -> Group:
    counted = filtering.counted(facet, matched).tolist()
    values = VOCABULARIES[facet.code]
    chosen = filtering.filters.get(facet.code, ())
    given = {code: place for place, (code, _) in enumerate(facet.given)}
    options = [
        Option(code, values.labels[number], counted[number], code in chosen)
        for number, code in enumerate(values.codes)
        if counted[number] or code in given
    ]
    found = {option.value for option in options}
    options += [Option(value, value, 0, True) for value in chosen if value not in found]
    options.sort(key=lambda option: (given.get(option.value, len(given)), -option.count, option.label))
    return Group(facet.code, facet.label, tuple(options))
