"""Invitations to pilot cohorts that wait for a lead, and those that were withdrawn lately."""

from datetime import timedelta

from registry.cohorts.models import CohortPlace
from registry.cohorts.queries.cohorts import invitations
from registry.core import clock
from registry.pages.queries.my_work.items import Group, Item, group
from registry.rules.lifecycles import PlaceState
from registry.rules.policy import Actor

SAID_FOR = timedelta(days=30)  # that an invitation was withdrawn


def for_lead(actor: Actor) -> Group:
    """What the forces that the actor leads are asked to join, or are no longer asked to: one statement."""
    return group(
        "cohorts",
        [
            Item(
                f"{row.cohort.tool.name}: {row.cohort.name}",
                f"/tools/{row.cohort.tool.slug}/cohorts/{row.cohort_id}",
                _note(row),
                clock.day_of(row.changed_at),
            )
            for row in invitations(actor, clock.now() - SAID_FOR)
        ],
    )


def _note(row: CohortPlace) -> str:
    asks, asked = row.cohort.organisation.name, row.organisation.name
    if row.state is PlaceState.WITHDRAWN:
        return f"{asks} withdrew the invitation of {asked}: nothing is to be answered"
    return f"{asks} invites {asked}"
