"""Changing one's shortlist."""

from sqlalchemy import delete, func, select

from registry.catalogue.queries import tool as readable_tool
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Invalid, NotFound
from registry.discovery.models import ShortlistItem
from registry.discovery.queries.shortlist import MOST
from registry.rules.policy import Actor

LONGEST_NOTE = 1000
GONE = "This tool is not on your shortlist. Look at the list again."


@command
def add_to_shortlist(actor: Actor, slug: str) -> bool:
    """Put a tool at the end, once however often it is asked; whether it was added now. Raises as the tool's page does."""
    found = readable_tool(actor, slug)
    if _own(actor, found.id) is not None:
        return False
    last, count = db.session.execute(
        select(func.max(ShortlistItem.position), func.count()).where(ShortlistItem.person_id == actor.id)
    ).one()
    if count >= MOST:
        raise Invalid(f"Your shortlist holds {MOST} tools, the most there can be. Take one off first.")
    item = ShortlistItem(person_id=actor.id, tool_id=found.id, position=(last or 0) + 1, note="", added_at=clock.now())
    db.session.add(item)
    db.session.flush()
    return True


@command
def remove_from_shortlist(actor: Actor, tool_id: int) -> bool:
    """Take a tool off; one that is off already is no fault."""
    own = delete(ShortlistItem).where(ShortlistItem.person_id == actor.id, ShortlistItem.tool_id == tool_id)
    return bool(db.session.execute(own).rowcount)  # type: ignore[attr-defined]


@command
def clear_hidden(actor: Actor, keep: frozenset[int]) -> int:
    """Take off what may not be seen any more; returns how many."""
    own = delete(ShortlistItem).where(ShortlistItem.person_id == actor.id, ShortlistItem.tool_id.not_in(keep))
    return int(db.session.execute(own).rowcount)  # type: ignore[attr-defined]


@command
def note_on_shortlist(actor: Actor, tool_id: int, note: str) -> bool:
    """Keep a note on a tool."""
    if len(note) > LONGEST_NOTE:
        raise Invalid("The note is too long.", {"note": f"Use up to {LONGEST_NOTE:,} characters."})
    _listed(actor, tool_id).note = note.strip()
    return True


@command
def move_on_shortlist(actor: Actor, tool_id: int, up: bool) -> bool:
    """Change places with the one before or after; at the end it stays where it is."""
    item = _listed(actor, tool_id)
    beyond = ShortlistItem.position < item.position if up else ShortlistItem.position > item.position
    order = ShortlistItem.position.desc() if up else ShortlistItem.position
    other = db.session.scalars(
        select(ShortlistItem).where(ShortlistItem.person_id == actor.id, beyond).order_by(order).limit(1)
    ).first()
    if other is None:
        return False
    item.position, other.position = other.position, item.position
    return True


def _own(actor: Actor, tool_id: int) -> ShortlistItem | None:
    own = (ShortlistItem.person_id == actor.id, ShortlistItem.tool_id == tool_id)
    return db.session.scalar(select(ShortlistItem).where(*own))


def _listed(actor: Actor, tool_id: int) -> ShortlistItem:
    found = _own(actor, tool_id)
    if found is None:
        raise NotFound(GONE)
    return found
