"""What of evidence goes with an organisation: which site it counts for. Where it was measured stays as it was."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from registry.evidence.models import Evidence
from registry.organisations.services.rehoming import Column, Kind


def _sites(homes: Collection[int], _on: date) -> Select[*tuple[Any, ...]]:
    today = func.coalesce(Evidence.site_today_id, Evidence.site_id)
    return select(Evidence.id, today.label("home"), Evidence.title.label("label"), Evidence.tool_id).where(
        today.in_(homes), Evidence.withdrawn_at.is_(None)
    )


KINDS: tuple[Kind, ...] = (Column("evidence", Evidence.site_today_id, _sites),)
