"""Invitations to pilot cohorts that wait for a lead."""

from registry.cohorts.queries.cohorts import invitations
from registry.pages.queries.my_work.items import Group, Item, group
from registry.rules.policy import Actor


def for_lead(actor: Actor) -> Group:
    """What the forces that the actor leads are asked to join: one statement."""
    return group(
        "cohorts",
        [
            Item(
                f"{row.cohort.tool.name}: {row.cohort.name}",
                f"/tools/{row.cohort.tool.slug}/cohorts/{row.cohort_id}",
                f"{row.cohort.organisation.name} invites {row.organisation.name}",
                row.changed_at.date(),
            )
            for row in invitations(actor)
        ],
    )
