"""Money and contracts that end within six months, for those who can do something about it."""

from registry.funding.queries.ending import Cliff, soon_at
from registry.organisations.queries import by_ids
from registry.pages.queries.my_work.items import Group, Item, group
from registry.rules.policy import Actor
from registry.rules.words import Role


def for_lead(actor: Actor) -> Group:
    """What ends at the organisations that they lead: at most five statements."""
    return _ending(actor, actor.at(Role.LEAD))


def for_contributor(actor: Actor) -> Group:
    """The same where they contribute and somebody else leads."""
    return _ending(actor, actor.at(Role.CONTRIBUTOR) - actor.at(Role.LEAD))


def _ending(actor: Actor, homes: frozenset[int]) -> Group:
    return group("money", [_item(one) for one in soon_at(actor, list(by_ids(homes).values()))])


def _item(one: Cliff) -> Item:
    number = len(one.depends)
    depends = "1 adoption depends on it" if number == 1 else f"{number} adoptions depend on it"
    told = [one.name or one.funder, one.organisation_name, depends if number else ""]
    return Item(one.tool_name, one.path, ", ".join(word for word in told if word), one.ends_on)
