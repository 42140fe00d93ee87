"""What every change of a record starts from: the row, locked, if the actor may know of it and may do this."""

from registry.catalogue.models import ReviewStep, Tool
from registry.catalogue.queries.drafts import locked_tool
from registry.core import clock
from registry.core.db import db
from registry.core.errors import NotFound
from registry.rules import policy
from registry.rules.policy import Actor, Permission
from registry.rules.words import Role, label

TITLES = (Role.LEAD, Role.ASSURER, Role.CONTRIBUTOR, Role.READER)


def tool_to(permission: Permission, actor: Actor, slug: str) -> Tool:
    """The tool, its row locked.

    Raises NotFound to those who may not know of it, NotAllowed to those who may not do this to it.
    """
    tool = locked_tool(slug)
    known = (Permission.TOOL_KNOW, Permission.TOOL_DRAFT_READ)
    if not any(policy.allows(actor, knowing, tool) for knowing in known):
        raise NotFound("There is no such tool, or it is not shared with you. Check the address, or search.")
    policy.require(actor, permission, tool)
    return tool


def add_step(actor: Actor, tool: Tool, verb: str, comment: str = "", **details: object) -> ReviewStep:
    """Add a step to the record's history, under the actor's title instead of their name."""
    step = ReviewStep(
        tool_id=tool.id,
        revision=tool.working_copy.revision if tool.working_copy else 0,
        verb=verb,
        comment=comment or None,
        actor_id=actor.id,
        actor_role=title(actor, tool),
        recorded_at=clock.now(),
        **details,
    )
    db.session.add(step)
    db.session.flush()
    return step


def title(actor: Actor, tool: Tool) -> str:
    """As what the actor acts on this tool: a title, never a name."""
    at_owner = next((role for role in TITLES if (tool.owner_id, role) in actor.roles), None)
    if at_owner:
        return f"{label(at_owner)}, {tool.owner.name}"[:200]
    if tool.id in actor.writes:
        return "Collaborator from another organisation"
    return label(Role.REGISTRAR) if actor.at(Role.REGISTRAR) else label(Role.REVIEWER)
