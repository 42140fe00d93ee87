"""Money that ends, in the monthly digest: each end is told once, with how much depends on it."""

from datetime import datetime

from registry.funding.queries.ending import SOON, soon_at
from registry.organisations.queries import by_ids
from registry.rules.policy import Actor
from registry.rules.words import Role


def ending_facts(actor: Actor, since: datetime | None) -> list[tuple[int, str, str]]:
    """What came to end within six months at the forces that the actor leads since they were told last; all of it where never."""
    found = soon_at(actor, list(by_ids(actor.at(Role.LEAD)).values()), since)
    depends = {row.id for one in found for row in one.depends}
    return [
        (
            len(found),
            f"stream of money or contract that ends within {SOON} months",
            f"streams of money and contracts that end within {SOON} months",
        ),
        (len(depends), "adoption that depends on what ends", "adoptions that depend on what ends"),
    ]
