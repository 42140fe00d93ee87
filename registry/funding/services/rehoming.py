"""What of funding goes with an organisation: the streams that stand."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from registry.catalogue.models import Tool
from registry.funding.models import FundingStream
from registry.funding.queries.streams import standing
from registry.organisations.services.rehoming import Column, Kind


def _streams(homes: Collection[int], _on: date) -> Select[*tuple[Any, ...]]:
    """Whoever changes organisations may read neither amounts nor names of streams."""
    found = select(
        FundingStream.id,
        FundingStream.organisation_id.label("home"),
        Tool.name.label("label"),
        FundingStream.tool_id,
    ).join(Tool, Tool.id == FundingStream.tool_id)
    return found.where(FundingStream.organisation_id.in_(homes), standing())


KINDS: tuple[Kind, ...] = (Column("funding", FundingStream.organisation_id, _streams),)
