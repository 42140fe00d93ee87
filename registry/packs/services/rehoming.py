"""What of packs goes with an organisation: the one that it works on, unless its successor has one of its own."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from registry.catalogue.models import Tool
from registry.core.db import db
from registry.organisations.services.rehoming import Column, Kind
from registry.packs.models import AdoptionPack


def _packs(homes: Collection[int], _on: date) -> Select[*tuple[Any, ...]]:
    found = select(
        AdoptionPack.id, AdoptionPack.organisation_id.label("home"), Tool.name.label("label"), AdoptionPack.tool_id
    )
    joined = found.join(Tool, Tool.id == AdoptionPack.tool_id)
    return joined.where(AdoptionPack.organisation_id.in_(homes), AdoptionPack.ended_at.is_(None))


def _has_one(row: AdoptionPack, to: int) -> bool:
    db.session.flush()
    found = select(AdoptionPack.id).where(
        AdoptionPack.tool_id == row.tool_id, AdoptionPack.organisation_id == to, AdoptionPack.ended_at.is_(None)
    )
    return db.session.scalar(found) is not None


KINDS: tuple[Kind, ...] = (Column("pack", AdoptionPack.organisation_id, _packs, clashes=_has_one),)
