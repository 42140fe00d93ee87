"""What a person keeps of searching, as My work lists it."""

from registry.discovery.queries.alerts import lately
from registry.discovery.queries.needs import own_open
from registry.discovery.queries.saved import own_searches
from registry.pages.queries.my_work.items import SHOWN, Group, Item, group
from registry.rules.policy import Actor


def saved(actor: Actor) -> Group:
    """The person's saved searches, those with something new lately first: two statements."""
    searches = own_searches(actor)
    new = lately(actor, [search.id for search in searches])
    ordered = sorted(searches, key=lambda search: search.id not in new)
    items = [
        Item(search.name, f"/saved-searches/{search.id}", _lately(len(new.get(search.id, ())))) for search in ordered
    ]
    return group("saved", items[:SHOWN], len(items))


def needs(actor: Actor) -> Group:
    """The open needs of the organisations that the person writes for: one statement."""
    return group("needs", [Item(one.title, f"/needs/{one.id}", "", one.posted_at.date()) for one in own_open(actor)])


def _lately(count: int) -> str:
    return f"{count} lately new" if count else ""
