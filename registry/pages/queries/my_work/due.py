"""What a lead is to confirm, of every kind, and what a source reports of their force."""

from registry.freshness.queries.due import led
from registry.pages.queries.my_work.items import Group, Item, group
from registry.rules.policy import Actor
from registry.rules.words import label


def for_lead(actor: Actor) -> list[Group]:
    """What runs out within 60 days or has run out wherever they lead, and what sources report: a statement for each kind and one."""
    found = led(actor)
    items = [
        Item(fact.tool_name, "/due", fact.organisation_name, fact.due_on, fact.due_on < found.today)
        for fact in found.facts
    ]
    reported = [
        Item(
            row.tool_name,
            f"/tools/{row.tool_slug}/adoption?organisation={row.organisation_slug}",
            f"{row.organisation_name}: {label(row.stage).lower()}, says {row.source or 'a published source'}",
        )
        for row in found.reported.items
    ]
    return [group("due", items, found.total), group("reported", reported, found.reported.total)]
