"""What of systems goes with an organisation: each kind of system that its successor says nothing of."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from registry.core.db import db
from registry.estates.models import EstateItem
from registry.organisations.services.rehoming import Column, Kind


def _items(homes: Collection[int], _on: date) -> Select[*tuple[Any, ...]]:
    """What it says of its systems. Others are not told which, so a page names none."""
    found = select(EstateItem.id, EstateItem.organisation_id.label("home"), EstateItem.category.label("label"))
    return found.where(EstateItem.organisation_id.in_(homes), EstateItem.replaced_by_id.is_(None))


def _stated_already(row: EstateItem, to: int) -> bool:
    """The successor says something of this kind of system, or a row before this one has just gone there."""
    db.session.flush()
    found = select(EstateItem.id).where(
        EstateItem.organisation_id == to,
        EstateItem.category == row.category,
        EstateItem.replaced_by_id.is_(None),
    )
    return db.session.scalar(found) is not None


KINDS: tuple[Kind, ...] = (Column("estate-item", EstateItem.organisation_id, _items, clashes=_stated_already),)
