"""Which records under review an actor may know of: the SQL twin of who reviews them in the policy."""

from sqlalchemy import ColumnElement, and_, false, true

from registry.catalogue.models import Tool
from registry.governance.models import Review
from registry.rules.lifecycles import ToolState
from registry.rules.policy import Actor, Permission, allows
from registry.rules.words import Role

UNDER_REVIEW = frozenset({ToolState.IN_REVIEW, ToolState.CHANGES_REQUESTED})


def open_to(actor: Actor) -> ColumnElement[bool]:
    """Records that the actor may review; to the registrar, who assigns them, all."""
    return true() if allows(actor, Permission.ORGANISATION_EDIT) else reviewable(actor)


def reviewable(actor: Actor) -> ColumnElement[bool]:
    """Records of others in which the actor has no interest, for reviewers."""
    if not actor.at(Role.REVIEWER) or not actor.policing:
        return false()
    return and_(Tool.owner_id.not_in(actor.family), Tool.id.not_in(actor.conflicted | actor.writes))


def under_review() -> ColumnElement[bool]:
    """Reviews that are open, joined to their tool: a record that its owner withdrew is no longer under review."""
    return and_(Review.closed_at.is_(None), Tool.state.in_(UNDER_REVIEW))
