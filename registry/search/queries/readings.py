"""What somebody may see of the index now: without what has become known to fewer people since it was written."""

from registry.core import clock
from registry.estates.queries.alike import own_forces
from registry.estates.queries.estate import estate_mark
from registry.rules.policy import Actor
from registry.search.index import reader
from registry.search.index.snapshot import READERS_KEPT, Reading, Snapshot
from registry.search.index.who import Home, Homes
from registry.search.queries.withheld import withheld


def reading(actor: Actor) -> Reading:
    """All that search, counts and suggestions pass through: one statement, and one more for people of policing.

    Raises Unavailable when there is no index that can be read.
    """
    snapshot, upto = reader.newest()
    return snapshot.reading(actor, withheld(upto), _homes(snapshot, actor))


def _homes(snapshot: Snapshot, actor: Actor) -> Homes:
    """The actor's own forces, read anew when the index, the day or what forces say of their systems changes."""
    if not actor.policing or not actor.organisations:
        return ()
    key = (actor.organisations, clock.today(), estate_mark())
    if key not in snapshot.homes:
        if len(snapshot.homes) >= READERS_KEPT:
            snapshot.homes.clear()
        snapshot.homes[key] = tuple(
            Home(one.slug, one.name, frozenset(one.has), frozenset(one.like)) for one in own_forces(actor)
        )
    return snapshot.homes[key]
