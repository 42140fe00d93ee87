"""What of cohorts goes with an organisation: those it opened, and its place in those of others."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from registry.catalogue.models import Tool
from registry.cohorts.models import Cohort, CohortPlace
from registry.core.db import db
from registry.organisations.services.rehoming import Column, Kind
from registry.rules.lifecycles import PlaceState


def _opened(homes: Collection[int], _on: date) -> Select[*tuple[Any, ...]]:
    named = select(Cohort.id, Cohort.organisation_id.label("home"), Tool.name.label("label"), Cohort.tool_id)
    return named.join(Tool, Tool.id == Cohort.tool_id).where(Cohort.organisation_id.in_(homes))


def _places(homes: Collection[int], _on: date) -> Select[*tuple[Any, ...]]:
    named = select(CohortPlace.id, CohortPlace.organisation_id.label("home"), Tool.name.label("label"), Cohort.tool_id)
    joined = named.join(Cohort, Cohort.id == CohortPlace.cohort_id).join(Tool, Tool.id == Cohort.tool_id)
    open_ones = CohortPlace.state.in_((PlaceState.INVITED, PlaceState.JOINED))
    return joined.where(CohortPlace.organisation_id.in_(homes), open_ones)


def _has_one(row: CohortPlace, to: int) -> bool:
    """The new organisation has its place already; the old one's stays on record."""
    db.session.flush()
    same = (CohortPlace.cohort_id == row.cohort_id, CohortPlace.organisation_id == to)
    return db.session.scalar(select(CohortPlace.id).where(*same)) is not None


KINDS: tuple[Kind, ...] = (
    Column("cohort", Cohort.organisation_id, _opened),
    Column("cohort-place", CohortPlace.organisation_id, _places, clashes=_has_one),
)
