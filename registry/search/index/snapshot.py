"""The index at one moment as read-only arrays, and what one reader may see of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from registry.rules.policy import Actor, Permission, allows
from registry.rules.words import Visibility
from registry.search.index import columns
from registry.search.index.facets import BANDS
from registry.search.index.layout import OF_TIER, Tier
from registry.search.index.segment import PLACES, Numbers, Postings, Scores, Segment

Mask: TypeAlias = NDArray[np.bool_]

PUBLIC, POLICING = columns.VISIBILITIES[Visibility.PUBLIC], columns.VISIBILITIES[Visibility.POLICING]
TERMS_KEPT = 20_000
READERS_KEPT = 64


@dataclass(frozen=True)
class Key:
    """All that decides what somebody may read; people for whom it is the same share what was worked out."""

    registrar: bool
    policing: bool
    organisations: frozenset[int]
    given: frozenset[int]
    supplies: frozenset[int] = frozenset()  # open to a supplier that they name, as they are to the public

    @classmethod
    def of(cls, actor: Actor) -> "Key":
        """The actor's key."""
        registrar = allows(actor, Permission.ORGANISATION_EDIT)
        return cls(registrar, actor.policing, actor.organisations, actor.given, actor.supplies)


class Snapshot:
    """Segments side by side. Documents that were deleted or replaced are masked by `alive`."""

    def __init__(self, segments: list[Segment], deleted: list[Iterable[int]]) -> None:
        self.segments = segments
        self.offsets = [0, *np.cumsum([segment.size for segment in segments]).tolist()][: len(segments)]
        self.size = sum(segment.size for segment in segments)
        self.columns = columns.joined([segment.columns for segment in segments], self.offsets)
        self.alive: Mask = np.ones(self.size, bool)
        for offset, numbers in zip(self.offsets, deleted, strict=True):
            self.alive[[offset + number for number in numbers]] = False
        self._terms: dict[tuple[Tier, str], Postings] = {}
        self._readers: dict[tuple[Key, frozenset[int]], Reading] = {}
        self._claimed: dict[str, columns.Pairs] = {}

    @property
    def ids(self) -> Numbers:
        """The tool of each document."""
        return self.columns.single["id"]

    def living(self) -> set[int]:
        """The tools that can be found at all."""
        return set(self.ids[self.alive].tolist())

    def reading(self, actor: Actor, hidden: frozenset[int] = frozenset()) -> "Reading":
        """What the actor may see, without these tools."""
        key = (Key.of(actor), hidden)
        found = self._readers.get(key)
        if found is None:
            if len(self._readers) >= READERS_KEPT:
                self._readers.clear()
            found = self._readers[key] = Reading(self, *key)
        return found

    def term(self, tier: Tier, term: str) -> Postings:
        """Documents that hold the term in some field of the tier, each with what its fields count together."""
        known = self._terms.get((tier, term))
        if known is None:
            if len(self._terms) >= TERMS_KEPT:
                self._terms.clear()
            known = self._terms[(tier, term)] = self._summed(
                self._shifted(segment.postings(field, term), offset)
                for field in OF_TIER[tier]
                for segment, offset in zip(self.segments, self.offsets, strict=True)
            )
        return known

    def places(self, field: str, term: str) -> Numbers:
        """Where an exact term stands in a field: document and place as one number, in order."""
        parts = [
            segment.places(field, term) + offset * PLACES
            for segment, offset in zip(self.segments, self.offsets, strict=True)
        ]
        return np.concatenate(parts) if parts else columns.numbers(())

    def claimed(self, code: str) -> columns.Pairs:
        """The values that the claims of each document have, each once."""
        if code not in self._claimed:
            claims = self.columns.claims
            stated = claims[code] != columns.NONE
            several = len(columns.VOCABULARIES[code]) or 1
            both = np.unique(claims["document"][stated] * several + claims[code][stated])
            self._claimed[code] = columns.Pairs(both // several, both % several)
        return self._claimed[code]

    @cached_property
    def lexicon(self) -> frozenset[str]:
        """Every exact word, whoever may know of it: ask `Reading.holds` before showing one."""
        return frozenset().union(*(segment.lexicon for segment in self.segments))

    @cached_property
    def alphabet(self) -> list[str]:
        """The same in order."""
        return sorted(self.lexicon)

    @staticmethod
    def _shifted(postings: Postings, offset: int) -> Postings:
        return postings[0] + offset, postings[1]

    def _summed(self, parts: Iterable[Postings]) -> Postings:
        found = [part for part in parts if part[0].size]
        if len(found) < 2:
            return found[0] if found else (columns.numbers(()), np.empty(0, np.float32))
        total: Scores = np.zeros(self.size, np.float32)
        for documents, counted in found:
            total[documents] += counted
        documents = np.flatnonzero(total)
        return documents, total[documents]


class Reading:
    """What somebody may see of a snapshot. All that is counted, suggested or ranked passes through here."""

    def __init__(self, snapshot: Snapshot, key: Key, hidden: frozenset[int] = frozenset()) -> None:
        self.snapshot = snapshot
        self.key = key
        single = snapshot.columns.single
        own = np.isin(single["owner_id"], list(key.organisations)) | np.isin(single["id"], list(key.given))
        allowed = own | (single["visibility"] == PUBLIC) | np.isin(single["id"], list(key.supplies))
        if key.policing:
            allowed |= single["visibility"] == POLICING
        self.mask: Mask = snapshot.alive & (allowed | key.registrar) & ~np.isin(single["id"], list(hidden))
        self.total = int(self.mask.sum())
        everything = np.ones(snapshot.size, bool)
        self.tiers: dict[Tier, Mask] = {Tier.ALL: everything, Tier.NAMED: own}
        self.tiers[Tier.POLICING] = everything if key.policing else own
        if key.policing:
            self.tiers[Tier.PARTNERS] = everything
        self.kept: dict[object, object] = {}

    def weigh(self, term: str) -> Scores:
        """What a term counts in each document, in the text that may be seen, of the tools that may be seen."""
        total: Scores = np.zeros(self.snapshot.size, np.float32)
        for tier, mask in self.tiers.items():
            documents, counted = self.snapshot.term(tier, term)
            if tier is Tier.ALL:
                total[documents] = counted
            else:
                seen = mask[documents]
                total[documents[seen]] += counted[seen]
        total[~self.mask] = 0
        return total

    def holds(self, term: str) -> int:
        """In how many tools that may be seen the term stands."""
        return int(np.count_nonzero(self.weigh(term)))

    @cached_property
    def adopters(self) -> Numbers:
        """How many organisations use each tool, as far as this reader may know."""
        single, others = self.snapshot.columns.single, self.snapshot.columns.others
        counted = single["public_adopters"] + (single["policing_adopters"] if self.key.policing else 0)
        own = np.isin(others["organisation"], list(self.key.organisations))
        if self.key.policing:
            own &= others["visibility"] != POLICING
        return counted + np.bincount(others["document"][own], minlength=self.snapshot.size)

    @cached_property
    def bands(self) -> Numbers:
        """The band of each tool's number of adopters."""
        return np.digitize(self.adopters, [least for _, _, least in BANDS[1:]])
