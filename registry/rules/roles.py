"""Which roles an actor may hand out at an organisation, and take back."""

from registry.rules.policy import Actor
from registry.rules.words import ORGANISATION_ROLES, Role

BY_A_LEAD = (Role.READER, Role.CONTRIBUTOR, Role.LEAD, Role.ASSURER)  # a reviewer judges the records of others


def grantable(actor: Actor, organisation_id: int) -> tuple[Role, ...]:
    """The roles in the actor's gift at this organisation: every one for the registrar, the daily ones for its lead."""
    if actor.at(Role.REGISTRAR):
        return ORGANISATION_ROLES
    return BY_A_LEAD if (organisation_id, Role.LEAD) in actor.roles else ()
