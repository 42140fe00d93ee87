"""Adoptions whose gate lacks a document."""

from registry.pages.queries.my_work.items import Group, Item, group
from registry.replication.queries.gates import gates_due
from registry.rules.policy import Actor
from registry.rules.words import Role


def for_lead(actor: Actor) -> Group:
    """What the gates of the forces that the actor leads ask for: at most three statements."""
    due = gates_due(actor.at(Role.LEAD))
    return group(
        "gates", [Item(row.tool_name, row.path, f"{row.gate}: missing {', '.join(row.missing)}") for row in due]
    )
