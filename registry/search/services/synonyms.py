"""Changing the groups of words that stand for one another: in force with the next search, in every worker."""

import secrets
from collections.abc import Sequence

from sqlalchemy import select

from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict
from registry.core.events import emit
from registry.rules import policy
from registry.rules.policy import Actor, Permission
from registry.search.events import SynonymsChanged
from registry.search.models import SynonymChange, SynonymRing
from registry.search.queries.rings import checked, ring
from registry.search.queries.synonyms import mark, supplied

CHANGED = "Somebody else changed this group after you opened it. Look at it again before you change it."


@command
def add_ring(actor: Actor, members: Sequence[str]) -> SynonymRing:
    """Add a group. Raises NotAllowed to all but the registrar, Invalid when it cannot be kept."""
    policy.require(actor, Permission.SYNONYM_EDIT)
    add_supplied()
    found = SynonymRing(members=checked(members), active=True, revision=1)
    db.session.add(found)
    _record(found, "add", actor.id)
    return found


@command
def edit_ring(actor: Actor, ring_id: int, members: Sequence[str], revision: int) -> SynonymRing:
    """Change the words of a group. Raises Conflict when somebody changed it since `revision` was read."""
    found = _at(actor, ring_id, revision)
    kept = checked(members, ring_id if found.active else None)
    if kept != found.members:
        found.members = kept
        found.revision += 1
        _record(found, "edit", actor.id)
    return found


@command
def switch_ring(actor: Actor, ring_id: int, on: bool, revision: int) -> SynonymRing:
    """Switch a group on or off. As it is already is no change."""
    found = ring(actor, ring_id)
    if found.active is on:
        return found
    found = _at(actor, ring_id, revision)
    if on:
        checked(found.members, ring_id)
    found.active = on
    found.revision += 1
    _record(found, "switch-on" if on else "switch-off", actor.id)
    return found


@command
def add_supplied() -> int:
    """Add the groups that the register is supplied with, once: what is there belongs to the registrar."""
    if mark():
        return 0
    rows = [SynonymRing(members=members, active=True, revision=1) for members in supplied()]
    db.session.add_all(rows)
    for row in rows:
        _record(row, "add", None)
    return len(rows)


def _at(actor: Actor, ring_id: int, revision: int) -> SynonymRing:
    policy.require(actor, Permission.SYNONYM_EDIT)
    ring(actor, ring_id)
    statement = select(SynonymRing).where(SynonymRing.id == ring_id).with_for_update()
    found = db.session.scalars(statement.execution_options(populate_existing=True)).one()
    if found.revision != revision:
        raise Conflict(CHANGED, [("Words", ", ".join(found.members), "")])
    return found


def _record(found: SynonymRing, verb: str, actor_id: int | None) -> None:
    """Keep a group as it now stands, give the collection a new mark, and put the change on the audit trail."""
    db.session.flush()
    change = SynonymChange(
        ring_id=found.id,
        verb=verb,
        members=list(found.members),
        active=found.active,
        mark=secrets.token_hex(16),
        recorded_at=clock.now(),
        recorded_by_id=actor_id,
    )
    db.session.add(change)
    db.session.flush()
    emit(SynonymsChanged(actor_id=actor_id, ring_id=found.id, change_id=change.id, verb=verb, revision=found.revision))
