"""Saying that what a record says of costs is still true, so that nothing needs to be published again."""

from registry.catalogue.events import CostsConfirmed
from registry.catalogue.models import CostConfirmation
from registry.catalogue.queries.costs import costs_said_on
from registry.catalogue.queries.drafts import locked_tool
from registry.catalogue.queries.reading import tool_to
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict
from registry.core.events import emit
from registry.rules.policy import Actor, Permission
from registry.rules.questions import answered
from registry.rules.staleness import COSTS

CHANGED = "What the record says of its costs was changed or confirmed after you opened the page. Look at it, and confirm again."


@command
def confirm_costs(actor: Actor, slug: str, revision: int) -> CostConfirmation:
    """Say that the costs in the live version still stand; `revision` is the day on which they were last said, as a number.

    Raises NotAllowed to all but leads of the owner, Conflict when there are none, or were said anew since.
    """
    tool_to(Permission.COST_CONFIRM, actor, slug)
    tool = locked_tool(slug)
    stated = tool.version is not None and any(answered(tool.version.content.get(code)) for code in COSTS)
    if tool.version is None or not stated or costs_said_on(tool).toordinal() != revision:
        raise Conflict(CHANGED)
    row = CostConfirmation(
        tool_id=tool.id,
        version_id=tool.version.id,
        confirmed_on=clock.today(),
        recorded_at=clock.now(),
        recorded_by_id=actor.id,
    )
    db.session.add(row)
    db.session.flush()
    tool.costs_confirmed_on = row.confirmed_on
    emit(
        CostsConfirmed(
            actor_id=actor.id,
            tool_id=tool.id,
            organisation_id=tool.owner_id,
            confirmation_id=row.id,
            version_id=row.version_id,
        )
    )
    return row
