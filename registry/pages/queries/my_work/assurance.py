"""What standards ask of those who answer for tools and adoptions, of assurers, and of the registrar."""

from collections.abc import Collection, Iterable

from registry.assurance.queries import due
from registry.assurance.queries.due import Due
from registry.core import clock
from registry.pages.queries.my_work.items import AHEAD, Group, Item, group
from registry.rules.policy import Actor
from registry.rules.words import Role


def for_lead(actor: Actor) -> list[Group]:
    """What ran out, what a new version or an assurer asks to be looked at again, and what is inherited: four statements."""
    led = actor.at(Role.LEAD)
    return [
        group("assessments-expired", _items(due.expired(led, clock.today()))),
        group("assessments-recheck", _items(due.rechecks(led), dated=False)),
        group("assessments-back", _items(due.sent_back(led), dated=False)),
        inherited(actor, led),
    ]


def inherited(actor: Actor, at: Collection[int]) -> Group:
    """Drafts that were taken over from tools' owners, to be checked and stated: one statement."""
    return group("assessments-inherited", _items(due.inherited(actor, at), dated=False, act="/inheritance"))


def for_assurer(actor: Actor) -> list[Group]:
    """What waits for a signature or a decision, and what runs out within 60 days or has: five statements."""
    at, today = actor.at(Role.ASSURER), clock.today()
    return [
        group("assessments-sign", _items(due.to_sign(at, actor.id), dated=False, act="/sign")),
        group("exemptions", _exemptions(due.to_exempt(at, actor.id))),
        group("expiring", _items([*due.expired(at, today), *due.expiring(at, today, today + AHEAD)])),
        group("assessments-recheck", _items(due.rechecks(at), dated=False)),
    ]


def for_registrar(actor: Actor) -> Group:
    """Exemptions that a standard leaves to the register: one statement."""
    return group("exemptions", _exemptions(due.to_exempt((), actor.id, registrar=True)))


def _items(rows: Iterable[Due], *, dated: bool = True, act: str = "") -> list[Item]:
    today = clock.today()
    return [
        Item(
            row.tool, row.path + act, row.note, row.day if dated else None, bool(dated and row.day and row.day < today)
        )
        for row in rows
    ]


def _exemptions(rows: Iterable[Due]) -> list[Item]:
    return [Item(row.tool, f"{row.path}/exemptions/{row.id}", row.note, row.day) for row in rows]
