"""Redactions that wait for the second of the two who must agree."""

from registry.catalogue.queries import redactions
from registry.pages.queries.my_work.items import Group, Item, group
from registry.rules.policy import Actor


def waiting(actor: Actor) -> Group:
    """What the assurer or the registrar can agree to or refuse, oldest first: one statement."""
    return group(
        "redactions",
        [
            Item(f"{found.tool.name}: {found.label}", f"/redactions/{found.id}", "", found.asked_at.date())
            for found in redactions.waiting_for(actor)
        ],
    )
