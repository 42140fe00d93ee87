"""What of lineage goes with an organisation: what it said of itself, and what others said of it."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from registry.catalogue.models import Tool
from registry.core.db import db
from registry.lineage.models import Descent
from registry.lineage.queries import standing_of
from registry.organisations.services.rehoming import Column, Kind
from registry.rules.lineage import circle


def _own(homes: Collection[int], _on: date) -> Select[*tuple[Any, ...]]:
    return _standing(Descent.organisation_id, homes)


def _of_others(homes: Collection[int], _on: date) -> Select[*tuple[Any, ...]]:
    return _standing(Descent.source_id, homes)


def _standing(column: Any, homes: Collection[int]) -> Select[*tuple[Any, ...]]:
    named = select(Descent.id, column.label("home"), Tool.name.label("label"), Descent.tool_id)
    found = named.join(Tool, Tool.id == Descent.tool_id)
    return found.where(column.in_(homes), Descent.replaced_by_id.is_(None))


def _said_already(row: Descent, to: int) -> bool:
    """The new organisation says something of its own, or would have the tool from itself."""
    said = {one.organisation_id: one.source_id for one in standing_of(row.tool_id)}
    said.pop(row.organisation_id, None)
    return to in said or (row.source_id is not None and circle(said, to, row.source_id))


def _goes_in_a_circle(row: Descent, to: int) -> bool:
    """The one that said it would have the tool from itself."""
    said = {one.organisation_id: one.source_id for one in standing_of(row.tool_id)}
    return circle(said, row.organisation_id, to)


def settle() -> None:
    """Let the next row see what the last one changed."""
    db.session.flush()


KINDS: tuple[Kind, ...] = (
    Column("lineage", Descent.organisation_id, _own, clashes=_said_already, told=lambda _act, _row, _home: settle()),
    Column("lineage-source", Descent.source_id, _of_others, clashes=_goes_in_a_circle, told=lambda *_: settle()),
)
