"""Everything due: every kind of fact together, the most urgent first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from registry.core import clock
from registry.core.paging import Page
from registry.freshness.queries.facts import Fact
from registry.freshness.queries.kinds import adoptions, claims, contracts, costs, estates, funding
from registry.replication.queries.adoptions import reported_at
from registry.replication.queries.rows import AdoptionRow
from registry.rules.policy import Actor
from registry.rules.words import Role

AHEAD = timedelta(days=60)
SHOWN = 50
NOTHING: Page[AdoptionRow] = Page((), 1, SHOWN, 0)

Due = Callable[[Actor, frozenset[int], date], list[Fact]]

# A new kind of fact is a module that says what is due, a line here, and a line in services/kinds that confirms it.
KINDS: Mapping[str, Due] = {
    adoptions.CODE: adoptions.due,
    claims.CODE: claims.due,
    contracts.CODE: contracts.due,
    costs.CODE: costs.due,
    estates.CODE: estates.due,
    funding.CODE: funding.due,
}


@dataclass(frozen=True)
class DueList:
    """What is due, as far as a page shows it, and how much there is in all; beside it what cannot be confirmed yet."""

    facts: Sequence[Fact]
    total: int
    until: date
    today: date
    doubted: Sequence[Fact] = ()
    reported: Page[AdoptionRow] = NOTHING  # by sources, and not yet said by the force to be so or not

    @property
    def late(self) -> int:
        """How many of those shown have run out."""
        return sum(1 for fact in self.facts if fact.due_on < self.today)


def due(actor: Actor, organisation_ids: frozenset[int], day: date | None = None) -> list[Fact]:
    """All that is due at these organisations within 60 days and that the actor may read: a statement for each kind.

    With what is disputed or queried, which is never confirmed by a tick; one statement more for that.
    """
    if not organisation_ids:
        return []
    until = (day or clock.today()) + AHEAD
    found = [fact for kind in KINDS.values() for fact in kind(actor, organisation_ids, until)]
    return sorted(found, key=lambda fact: (fact.due_on, fact.tool_name, fact.kind, fact.id))


def due_list(actor: Actor, organisation_ids: frozenset[int]) -> DueList:
    """The most urgent of it for a page, with what sources report there: one statement more."""
    found, today = due(actor, organisation_ids), clock.today()
    to_confirm = [fact for fact in found if not fact.doubt]
    doubted = [fact for fact in found if fact.doubt]
    reported = reported_at(actor, organisation_ids, SHOWN)
    return DueList(to_confirm[:SHOWN], len(to_confirm), today + AHEAD, today, doubted[:SHOWN], reported)


def led_facts(actor: Actor) -> list[Fact]:
    """All that is due, or in doubt, wherever the actor leads."""
    return due(actor, actor.at(Role.LEAD))


def led(actor: Actor) -> DueList:
    """What is due wherever the actor leads."""
    return due_list(actor, actor.at(Role.LEAD))
