"""What standards and adoption packs ask of those who answer for tools and adoptions, of assurers, and of the registrar."""

from collections.abc import Collection, Iterable

from registry.assurance.queries import due
from registry.assurance.queries.due import Due
from registry.core import clock
from registry.packs.queries.listing import to_sign as packs_to_sign
from registry.pages.queries.my_work.items import AHEAD, SHOWN, Group, Item, group
from registry.rules.policy import Actor
from registry.rules.words import Role


def for_lead(actor: Actor) -> list[Group]:
    """What ran out, what is to be looked at again, what is inherited, and packs to sign: six statements."""
    led = actor.at(Role.LEAD)
    return [
        group("assessments-expired", _items(due.expired(led, clock.today()))),
        group("assessments-recheck", _items(due.rechecks(led), dated=False)),
        group("assessments-back", _items(due.sent_back(led), dated=False)),
        inherited(actor, led),
        packs(actor, led),
    ]


def packs(actor: Actor, at: Collection[int]) -> Group:
    """Adoption packs that wait for a signature: two statements."""
    page = packs_to_sign(actor, at, SHOWN)
    items = [
        Item(
            row.tool.name,
            f"/tools/{row.tool.slug}/pack?organisation={row.organisation.slug}",
            row.organisation.name,
            clock.day_of(row.made_at),
        )
        for row in page.items
    ]
    return group("packs", items, page.total)


def inherited(actor: Actor, at: Collection[int]) -> Group:
    """Drafts that were taken over from tools' owners, to be checked and stated: one statement."""
    return group("assessments-inherited", _items(due.inherited(actor, at), dated=False, act="/inheritance"))


def for_assurer(actor: Actor) -> list[Group]:
    """What waits for a signature or a decision, and what runs out within 60 days or has: seven statements."""
    at, today = actor.at(Role.ASSURER), clock.today()
    return [
        group("assessments-sign", _items(due.to_sign(at, actor.id), dated=False, act="/sign")),
        packs(actor, at),
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
