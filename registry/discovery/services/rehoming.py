"""What of this slice goes with an organisation: its needs, and what it said that it needs too."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from registry.core.db import db
from registry.discovery.models import Need, NeedSupport
from registry.organisations.services.rehoming import Column, Kind
from registry.rules.lifecycles import NeedState


def _needs(homes: Collection[int], _on: date) -> Select[*tuple[Any, ...]]:
    return select(Need.id, Need.organisation_id.label("home"), Need.title.label("label")).where(
        Need.organisation_id.in_(homes), Need.state == NeedState.OPEN
    )


def _supports(homes: Collection[int], _on: date) -> Select[*tuple[Any, ...]]:
    return (
        select(NeedSupport.id, NeedSupport.organisation_id.label("home"), Need.title.label("label"))
        .join(Need, Need.id == NeedSupport.need_id)
        .where(NeedSupport.organisation_id.in_(homes), Need.state == NeedState.OPEN)
    )


def _says_so_already(row: NeedSupport, to: int) -> bool:
    """Its new organisation says that it has the need too, or posted it."""
    said = select(NeedSupport.id).where(NeedSupport.need_id == row.need_id, NeedSupport.organisation_id == to)
    posted = select(Need.id).where(Need.id == row.need_id, Need.organisation_id == to)
    return db.session.scalar(said) is not None or db.session.scalar(posted) is not None


KINDS: tuple[Kind, ...] = (
    Column("need", Need.organisation_id, _needs),
    Column("need-support", NeedSupport.organisation_id, _supports, _says_so_already),
)
