"""What a person keeps of searching, as My work lists it."""

from registry.discovery.queries.alerts import lately
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


def _lately(count: int) -> str:
    return f"{count} lately new" if count else ""
