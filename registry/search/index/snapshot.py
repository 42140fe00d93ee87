"""The index at one moment as read-only arrays, and what one reader may see of it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property

import numpy as np

from registry.core import clock
from registry.rules.policy import Actor
from registry.rules.words import Visibility
from registry.search.index import columns
from registry.search.index.bitmaps import Mask, Stack
from registry.search.index.columns import VOCABULARIES, Pairs
from registry.search.index.facets import BANDS, BY_CODE, FACETS, OF_CLAIM, OF_READER
from registry.search.index.kept import OF_ANSWERS, Kept
from registry.search.index.layout import FIELDS, OF_TIER
from registry.search.index.segment import NOTHING, Counted, Numbers, Postings, Scores, Segment
from registry.search.index.sheet import ALWAYS
from registry.search.index.tiers import NUMBERS, Tier
from registry.search.index.who import Home, Homes, Key

PUBLIC, POLICING = columns.VISIBILITIES[Visibility.PUBLIC], columns.VISIBILITIES[Visibility.POLICING]
READERS_KEPT = 64
TOGETHER = 50  # words that are made ready at once

TOLD = ("owner_id", "visibility", "published")
Told = tuple[int, int, int]  # the same of one tool
Who = tuple[Key, frozenset[int], Homes]  # who reads, without which tools, and beside which forces of their own


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
        self._words = Kept()
        self.answers = Kept(OF_ANSWERS)  # of searches, each under who asked and what
        self._readers: dict[Who, Reading] = {}
        self.homes: dict[object, Homes] = {}  # of readers, by what decides them
        self._shared: tuple[int, Stack] | None = None

    @property
    def ids(self) -> Numbers:
        """The tool of each document."""
        return self.columns.single["id"]

    def name(self, document: int) -> str:
        """The name of a tool."""
        place = bisect_right(self.offsets, document) - 1
        found: str = self.segments[place].columns.names[document - self.offsets[place]]
        return found

    def living(self) -> dict[int, Told]:
        """The tools that can be found at all, with what decides who may find each."""
        ids, *told = (self.columns.single[name][self.alive].tolist() for name in ("id", *TOLD))
        return dict(zip(ids, zip(*told, strict=True), strict=True))

    def reading(self, actor: Actor, hidden: frozenset[int] = frozenset(), homes: Homes = ()) -> "Reading":
        """What the actor may see, without these tools, and beside their own forces."""
        who = (Key.of(actor), hidden, homes)
        found = self._readers.get(who)
        if found is None:
            if len(self._readers) >= READERS_KEPT:
                self._readers.clear()
            found = self._readers[who] = Reading(self, who)
        return found

    def term(self, tier: Tier, term: str, begins: bool = False) -> Postings:
        """Documents that hold the term in some field of the tier, each with what its fields count together.

        With `begins`, those that hold words that begin so.
        """
        found: Postings = self._words.get((tier, term, begins), lambda: self._summed(OF_TIER[tier], term, begins))
        return found

    def field_term(self, field: str, term: str, begins: bool = False) -> Postings:
        """The same for one field."""
        return self._summed((field,), term, begins)

    def followed(self, field: str, words: tuple[str, ...]) -> Counted:
        """Which documents hold these words one after another in a field, and how often."""
        counted: Counted = self._words.get((field, words), lambda: self._followed(field, words))
        return counted

    def _followed(self, field: str, words: tuple[str, ...]) -> Counted:
        found = [NOTHING, *(segment.followed(field, words) for segment in self.segments)]
        documents = [held + np.int32(offset) for offset, (held, _) in zip([0, *self.offsets], found, strict=True)]
        return np.concatenate(documents), np.concatenate([times for _, times in found])

    def claimed(self, code: str) -> Pairs:
        """The values that the claims of each document have."""
        claims = self.columns.claims
        stated = claims[code] != columns.NONE
        return Pairs(claims["document"][stated], claims[code][stated])

    def shared(self, day: int) -> Stack:
        """The values of a day that all readers of a tool know of."""
        if self._shared is None or self._shared[0] != day:
            listed = self.columns.listed.items()
            pairs = {code: valid(pairs, day) for code, pairs in listed if not pairs.personal and code in BY_CODE}
            pairs |= {code: self.claimed(code) for code in OF_CLAIM}
            self._shared = (day, self.stack(pairs))
        return self._shared[1]

    def stack(self, pairs: dict[str, Pairs]) -> Stack:
        """These values as bits."""
        return Stack(pairs, lambda code: len(VOCABULARIES[code]), self.size)

    @cached_property
    def lexicon(self) -> frozenset[str]:
        """Every exact word, whoever may know of it: ask `Reading.holds` before showing one."""
        return frozenset().union(*(segment.lexicon for segment in self.segments))

    @cached_property
    def alphabet(self) -> list[str]:
        """The same in order."""
        return sorted(self.lexicon)

    def beginning(self, letters: str) -> Iterator[str]:
        """Exact words that begin with these letters, in order, whoever may know of them: to be asked for one by one."""
        start = bisect_left(self.alphabet, letters)
        while some := [word for word in self.alphabet[start : start + TOGETHER] if word.startswith(letters)]:
            for segment in self.segments:
                segment.gather(some)
            yield from some
            start += TOGETHER

    def _summed(self, fields: Iterable[str], term: str, begins: bool) -> Postings:
        found = [
            (documents + np.int32(offset), counted)
            for segment, offset in zip(self.segments, self.offsets, strict=True)
            for documents, counted in (segment.postings(field, term, begins) for field in fields)
            if documents.size
        ]
        if not found:
            return np.empty(0, np.int32), np.empty(0, np.float32)
        if len(found) == 1 and not begins:
            return found[0]
        documents, counted = (np.concatenate(part) for part in zip(*found, strict=True))
        total = np.bincount(documents, counted, self.size).astype(np.float32)
        held = np.flatnonzero(total).astype(np.int32)
        return held, total[held]


class Reading:
    """What somebody may see of a snapshot. All that is counted, suggested or ranked passes through here."""

    def __init__(self, snapshot: Snapshot, who: Who) -> None:
        self.snapshot = snapshot
        self.who = who
        key, hidden, self.homes = who
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
        self._stacks: tuple[int, Stack, Stack] | None = None

    def weigh(self, term: str, begins: bool = False) -> Scores:
        """What a term counts in each document, in the text that may be seen, of the tools that may be seen.

        With `begins`, what all words that begin so count together.
        """
        total: Scores = np.zeros(self.snapshot.size, np.float32)
        for tier, mask in self.tiers.items():
            documents, counted = self.snapshot.term(tier, term, begins)
            if tier is Tier.ALL:
                total[documents] = counted
            else:
                seen = mask[documents]
                total[documents[seen]] += counted[seen]
        total[~self.mask] = 0
        return total

    def weigh_in(self, fields: Iterable[str], term: str, begins: bool = False) -> Scores:
        """The same in these fields alone."""
        total: Scores = np.zeros(self.snapshot.size, np.float32)
        for field in fields:
            mask = self.tiers.get(FIELDS[field].tier)
            if mask is not None:
                documents, counted = self.snapshot.field_term(field, term, begins)
                total[documents] += counted * mask[documents]
        total[~self.mask] = 0
        return total

    def holds(self, term: str) -> int:
        """In how many tools that may be seen the term stands."""
        return int(np.count_nonzero(self.weigh(term)))

    def stacks(self) -> tuple[Stack, Stack]:
        """What may be counted today: values that all readers of a tool know of, and those that not all do."""
        day = clock.today().toordinal()
        if self._stacks is None or self._stacks[0] != day:
            listed = self.snapshot.columns.listed
            own = {
                code: self._known(pairs, day) for code, pairs in listed.items() if pairs.personal and code in BY_CODE
            }
            own |= {facet.code: self._bands(facet.bands_of) for facet in FACETS if facet.bands_of}
            own |= {code: self._beside(code) for code in OF_READER if self.offers(code)}
            self._stacks = (day, self.snapshot.shared(day), self.snapshot.stack(own))
        return self._stacks[1:]

    def offers(self, code: str) -> bool:
        """Whether this reader may filter so: a filter on one's own force is for its people alone."""
        return bool(self.homes) or code not in OF_READER

    @cached_property
    def adopters(self) -> Numbers:
        """How many organisations use each tool, as far as this reader may know."""
        return self._number("adopter")

    @property
    def confirmed(self) -> Numbers:
        """How many organisations say by their own word that they use each tool, as far as this reader may know."""
        return self._number("confirmed")

    def _number(self, code: str, among: Iterable[str] | None = None) -> Numbers:
        """How many values of a filter, or of these among them, each document has for this reader."""
        known = self._known(self.snapshot.columns.listed[code], clock.today().toordinal())
        documents = known.documents
        if among is not None:
            wanted = [number for one in among if (number := VOCABULARIES[code].number(one)) is not None]
            documents = documents[np.isin(known.values, wanted)]
        return np.bincount(documents, minlength=self.snapshot.size)

    def _beside(self, code: str) -> Pairs:
        """The documents that go with the systems of each force of the reader's, or are in use at forces like it."""
        rows = [
            self._fits(home) if code == "compatible" else self._number("adopter", home.like) > 0 for home in self.homes
        ]
        numbers = [VOCABULARIES[code].learn(home.slug, home.name) for home in self.homes]
        pairs = [(np.flatnonzero(row).astype(np.int32), number) for row, number in zip(rows, numbers, strict=True)]
        documents = [found for found, _ in pairs]
        values = [np.full(found.size, number, np.int32) for found, number in pairs]
        return Pairs(np.concatenate(documents), np.concatenate(values))

    def _fits(self, home: Home) -> Mask:
        """As the rule of compatibility has it: something is stated to be needed, and all of it is there."""
        needed = self._number("needed")
        fits: Mask = (needed > 0) & (needed == self._number("needed", home.has))
        return fits

    def _bands(self, code: str) -> Pairs:
        values = np.digitize(self._number(code), [least for _, _, least in BANDS[1:]]).astype(np.int32)
        return Pairs(np.arange(self.snapshot.size, dtype=np.int32), values)

    def _known(self, pairs: Pairs, day: int) -> Pairs:
        """The values that this reader may know of."""
        if pairs.conditions is None:
            return pairs
        tiers, organisations = pairs.conditions[:, 0], pairs.conditions[:, 1]
        known = np.isin(organisations, list(self.key.organisations)) & (organisations != 0)
        for tier, mask in self.tiers.items():
            known |= (tiers == NUMBERS[tier]) & mask[pairs.documents]
        return valid(Pairs(pairs.documents[known], pairs.values[known], pairs.conditions[known]), day)


def valid(pairs: Pairs, day: int) -> Pairs:
    """The values that hold on a day."""
    if pairs.conditions is None:
        return pairs
    since, until = pairs.conditions[:, 2], pairs.conditions[:, 3]
    holds = (since <= day) & ((until == ALWAYS) | (until >= day))
    return Pairs(pairs.documents[holds], pairs.values[holds])
