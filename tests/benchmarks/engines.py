"""The product's own search as it is measured, and the library's own matchers over the same index."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from whoosh.query import Or, Phrase, Prefix, Term

from registry.core import clock
from registry.rules.policy import Actor
from registry.rules.words import Role
from registry.search.index import reader, store
from registry.search.index.facets import FACETS
from registry.search.index.kept import Kept
from registry.search.index.layout import OF_TIER
from registry.search.index.tiers import Tier
from registry.search.index.words import STEM, stem
from registry.search.queries import counts
from registry.search.queries.asked import Asked
from registry.search.queries.find import every, find
from tests.benchmarks.rivals import FACETS as FOUR
from tests.benchmarks.rivals import TOP, Answer, Query

ROLES = {
    "visitor": Actor(),
    "member of policing": Actor(id=-1, roles=frozenset({(0, Role.READER)}), policing=True),
    "lead of a force": Actor(id=-2, roles=frozenset({(1, Role.LEAD)}), policing=True),
}
SEEN = {"visitor": ("public",), "member of policing": ("public", "policing"), "lead of a force": ("public", "policing")}


class Ours:
    """The product's search for a member of policing, without what it keeps of earlier answers."""

    def __init__(self, codes: Iterable[str] = (), role: str = "member of policing") -> None:
        self.codes, self.actor = tuple(codes), ROLES[role]
        if codes:  # a reader of its own, so that what is kept for one is not kept for the other
            self.actor = Actor(id=-3, policing=True)

    @property
    def name(self) -> str:
        """With how many filters it counts; two more are for people of a force."""
        return f"ours, {len(self.codes) or sum(not one.of_reader for one in FACETS)} filters"

    def ready(self) -> None:
        """Forget earlier answers, and count these filters alone if they are named."""
        counts.FACETS = tuple(facet for facet in FACETS if not self.codes or facet.code in self.codes)
        snapshot = reader.current()
        reading = snapshot.reading(self.actor)
        snapshot.answers = Kept()
        if self.codes and len(reading.stacks()[0].places) > len(self.codes):
            pairs = {code: snapshot.columns.listed[code] for code in self.codes}
            reading._stacks = (clock.today().toordinal(), snapshot.stack(pairs), snapshot.stack({}))

    def ask(self, query: Query) -> Answer:
        """All that the page shows but for its texts: ids, total, the counts of its filters."""
        found = find(self.actor, self._asked(query), TOP)
        groups = {group.key: group.options for group in found.groups}
        return Answer(found.total, {code: {one.value: one.count for one in groups[code] if one.count} for code in FOUR})

    def ids(self, query: Query) -> frozenset[int]:
        """All that it finds."""
        return frozenset(every(self.actor, self._asked(query)))

    def again(self) -> None:
        """As after a restart: no word was ever asked for."""
        reader.current()._words = Kept()

    def _asked(self, query: Query) -> Asked:
        return Asked(query.typed, {"category": (query.category,)} if query.category else {}, exact=True)


class Library:
    """What Whoosh's own matchers find in the same index, with the rules of who may read what written out once more."""

    def __init__(self) -> None:
        self.searcher = store.opened(store.pointer()).searcher()
        self.facts = {number: stored["facts"] for number, stored in self.searcher.reader().iter_docs()}
        self.tiers = {role: self._tiers(role) for role in ROLES}
        self.kept: dict[object, frozenset[int]] = {}

    def found(self, query: Query, role: str) -> tuple[frozenset[int], Answer]:
        """The tools that one of these people finds, how many, and how many of them have each value."""
        tiers = self.tiers[role]
        matched = tiers[Tier.ALL]
        for asked in self._parts(query):
            matched = matched & frozenset().union(*(self._held(asked, tier) & seen for tier, seen in tiers.items()))
        kept = [one for one in matched if not query.category or query.category in self._values(one, "category")]
        counted = {code: Counter(value for one in kept for value in self._values(one, code)) for code in FOUR}
        counted["category"] = Counter(value for one in matched for value in self._values(one, "category"))
        return frozenset(self.facts[one]["id"] for one in kept), Answer(len(kept), dict(counted))

    def _tiers(self, role: str) -> dict[Tier, frozenset[int]]:
        """The documents whose texts of each tier this person may read."""
        actor, facts = ROLES[role], self.facts
        own = frozenset(number for number, one in facts.items() if one["owner_id"] in actor.organisations)
        seen = own | {number for number, one in facts.items() if one["visibility"] in SEEN[role]}
        tiers = {Tier.ALL: seen, Tier.NAMED: own, Tier.POLICING: seen if actor.policing else own}
        return tiers | ({Tier.PARTNERS: seen} if actor.policing else {})

    def _parts(self, query: Query) -> list[tuple[str, ...]]:
        if query.kind == "phrase":
            return [query.words]
        return [(f"{word}*" if query.kind == "beginning" else word,) for word in query.words]

    def _held(self, words: tuple[str, ...], tier: Tier) -> frozenset[int]:
        """The documents that hold this in some field of a tier."""
        if (words, tier) not in self.kept:
            asked = Or([self._asked(field, words) for field in OF_TIER[tier]])
            self.kept[(words, tier)] = frozenset(asked.docs(self.searcher))
        return self.kept[(words, tier)]

    def _asked(self, field: str, words: tuple[str, ...]) -> Any:
        if len(words) > 1:
            return Phrase(field, list(words))
        if words[0].endswith("*"):
            return Prefix(field, words[0][:-1])
        return Term(field, STEM + stem(words[0]))

    def _values(self, number: int, code: str) -> list[str]:
        return [value[0] for value in self.facts[number]["facets"].get(code, ())]
