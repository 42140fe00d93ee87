"""A person's shortlist, and the document that it makes."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from registry.catalogue.models import Tool
from registry.catalogue.queries import scope
from registry.core import clock
from registry.core.db import db
from registry.core.errors import NotFound
from registry.discovery.models import ShortlistItem
from registry.discovery.queries.compare import MOST as SIDE_BY_SIDE
from registry.discovery.queries.compare import Comparison, compared_by_id
from registry.organisations.models import Organisation
from registry.rules.policy import Actor

MOST = 20
NOT_STATED = "Not stated"


@dataclass(frozen=True)
class Listed:
    """A tool on the shortlist, as its owner may see it."""

    tool_id: int
    slug: str
    name: str
    owner: str
    note: str
    synthetic: bool


@dataclass(frozen=True)
class Shortlist:
    """What is on it, in its order, and how many are left out because they may not be seen any more."""

    items: Sequence[Listed]
    left_out: int


def shortlist(actor: Actor) -> Shortlist:
    """The actor's own: two statements."""
    statement = (
        select(Tool.id, Tool.slug, Tool.name, Organisation.name.label("owner"), ShortlistItem.note, Tool.synthetic)
        .join(ShortlistItem, ShortlistItem.tool_id == Tool.id)
        .join(Organisation, Organisation.id == Tool.owner_id)
        .where(ShortlistItem.person_id == actor.id, scope.visible_to(actor))
        .order_by(ShortlistItem.position, ShortlistItem.id)
    )
    items = [Listed(*row) for row in db.session.execute(statement)]
    kept = select(func.count()).select_from(ShortlistItem).where(ShortlistItem.person_id == actor.id)
    return Shortlist(items, (db.session.scalar(kept) or 0) - len(items))


def on_shortlist(actor: Actor, tool_ids: Collection[int]) -> frozenset[int]:
    """Which of these tools are on the actor's own: one statement, none for a visitor."""
    if actor.id is None:
        return frozenset()
    own = select(ShortlistItem.tool_id).where(ShortlistItem.person_id == actor.id, ShortlistItem.tool_id.in_(tool_ids))
    return frozenset(db.session.scalars(own))


def listed_tool(actor: Actor, tool_id: int) -> Listed:
    """One tool on the actor's shortlist. Raises NotFound for one that is not on it, or that they may not see."""
    found = next((item for item in shortlist(actor).items if item.tool_id == tool_id), None)
    if found is None:
        raise NotFound("This tool is not on your shortlist. Look at the list again.")
    return found


def document(actor: Actor, day: date | None = None) -> bytes:
    """The shortlist as the jobs that write it want it: the rows of the comparison, and the notes, up to four tools a table."""
    found = shortlist(actor)
    notes = {item.tool_id: item.note for item in found.items}
    whole = compared_by_id(actor, [item.tool_id for item in found.items])
    day = day or clock.today()
    said: dict[str, Any] = {
        "title": "Shortlist of tools",
        "day": day.isoformat(),
        "intro": _intro(day, found, whole),
        "columns": [f"{column.name} ({column.owner})" for column in whole.columns],
        "parts": [
            *([{"title": "Notes", "rows": [_noted(whole, notes)]}] if whole.columns else []),
            *(
                {"title": part.title, "rows": [[line.label, *map(_cell, line.cells)] for line in part.lines]}
                for part in whole.parts
            ),
        ],
        "at_once": SIDE_BY_SIDE,
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True).encode()


def _intro(day: date, found: Shortlist, whole: Comparison) -> list[str]:
    said = [
        f"Policing Innovation Registry, {day.day} {day:%B %Y}. As whoever made it may see the register on that day."
    ]
    if whole.synthetic:
        said.append("Example data: what says “example” is invented to show how the register works.")
    if found.left_out:
        said.append(f"Left out, because they may not be shown any more: {found.left_out}.")
    return said


def _noted(whole: Comparison, notes: dict[int, str]) -> list[str]:
    return ["Note", *(notes[column.id] or "No note" for column in whole.columns)]


def _cell(cell: tuple[str, ...]) -> str:
    return "\n".join(cell) if cell else NOT_STATED
