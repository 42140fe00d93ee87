"""Placing and lifting what stands between a tool and a stage."""

from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Invalid, NotFound
from registry.core.events import emit
from registry.replication.events import HoldLifted, HoldPlaced
from registry.replication.models import Hold
from registry.replication.services.steps import lock_tool
from registry.rules.lifecycles import PATH, Stage


@command
def place_hold(
    *,
    tool_id: int,
    organisation_id: int | None,
    stage: Stage,
    binding: bool,
    reason: str,
    source_label: str,
    source_url: str,
    actor_id: int | None = None,
    document: str | None = None,
) -> Hold:
    """Put a hold between a tool and a stage, at one organisation or at all.

    The caller has authorised it. The tool's row is locked, so that a move to the stage either sees the hold or
    was there before it. Refuses a stage off the path and an unknown tool.
    """
    if stage not in PATH:
        raise Invalid("A hold stands before a stage of the path.", {"stage": "Choose a stage of the path"})
    if db.session.get(Tool, tool_id) is None:
        raise NotFound("No such tool.")
    lock_tool(tool_id)
    hold = Hold(
        tool_id=tool_id,
        organisation_id=organisation_id,
        stage=stage,
        binding=binding,
        reason=reason,
        document=document,
        source_label=source_label,
        source_url=source_url,
        placed_at=clock.now(),
    )
    db.session.add(hold)
    db.session.flush()
    emit(
        HoldPlaced(
            actor_id=actor_id,
            tool_id=tool_id,
            organisation_id=organisation_id,
            hold_id=hold.id,
            stage=stage,
            binding=binding,
        )
    )
    return hold


@command
def lift_hold(hold_id: int, *, actor_id: int | None = None) -> Hold:
    """Take a hold away; nothing changes when it was lifted before. The caller has authorised it."""
    hold = db.session.get(Hold, hold_id)
    if hold is None:
        raise NotFound("No such hold.")
    lock_tool(hold.tool_id)
    db.session.refresh(hold)
    if hold.lifted_at is None:
        hold.lifted_at = clock.now()
        emit(HoldLifted(actor_id=actor_id, tool_id=hold.tool_id, organisation_id=hold.organisation_id, hold_id=hold.id))
    return hold
