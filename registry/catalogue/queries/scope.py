"""Which tools an actor may read: the SQL twin of `tool:read` in the policy."""

from sqlalchemy import ColumnElement, and_, or_, true

from registry.catalogue.models import Tool, Version
from registry.rules.policy import Actor, Permission, allows
from registry.rules.words import Visibility

NAMED, REVIEW, COLLABORATOR, SUPPLIER = (
    "named",
    "review",
    "collaborator",
    "supplier",
)  # why a record is open to somebody
GIVES = frozenset({NAMED, REVIEW, COLLABORATOR})  # all of it; to a supplier it is open as to the public


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Live tools that the actor may read."""
    return and_(Tool.version_id.is_not(None), Tool.suspended_at.is_(None), readable_by(actor))


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """Tools released to the actor, live or not."""
    if allows(actor, Permission.ORGANISATION_EDIT):  # the registrar
        return true()
    allowed = [Tool.visibility == Visibility.PUBLIC]
    if actor.policing:
        allowed.append(Tool.visibility == Visibility.POLICING)
    if actor.organisations:
        allowed.append(Tool.owner_id.in_(actor.organisations))
    if actor.given | actor.supplies:
        allowed.append(Tool.id.in_(actor.given | actor.supplies))
    return or_(*allowed)


def version_open_to(actor: Actor) -> ColumnElement[bool]:
    """Versions, joined to their tool, that were released to the actor: the live one goes as the tool goes.

    An older one that was released more narrowly stays with those it was released to, as on its own page.
    """
    allowed = [Version.id == Tool.version_id, Version.visibility == Visibility.PUBLIC]
    if actor.policing:
        allowed.append(Version.visibility == Visibility.POLICING)
    if actor.organisations:
        allowed.append(Tool.owner_id.in_(actor.organisations))
    if actor.given:
        allowed.append(Tool.id.in_(actor.given))
    return or_(*allowed)


def tiers(actor: Actor, tool: Tool) -> frozenset[Visibility]:
    """Which answers of a tool's record the actor may see; the twin for fields."""
    if tool.owner_id in actor.organisations or tool.id in actor.given:
        return frozenset(Visibility)
    if actor.policing:
        return frozenset({Visibility.PUBLIC, Visibility.POLICING})
    return frozenset({Visibility.PUBLIC})
