"""What a lead is to confirm, of every kind."""

from registry.freshness.queries.due import led
from registry.pages.queries.my_work.items import Group, Item, group
from registry.rules.policy import Actor


def waiting(actor: Actor) -> Group:
    """What runs out within 60 days or has run out wherever they lead: a statement for each kind."""
    found = led(actor)
    items = [
        Item(fact.tool_name, "/due", fact.organisation_name, fact.due_on, fact.due_on < found.today)
        for fact in found.facts
    ]
    return group("due", items, found.total)
