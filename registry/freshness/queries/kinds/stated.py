"""What is stated with its day and believed for a year, until it ends: contracts and streams of money alike."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from registry.core import clock
from registry.freshness.queries.facts import MOST, Fact
from registry.rules.staleness import STANDS_FOR


def old_by(
    model: Any, organisation_ids: frozenset[int], until: date, *readable: ColumnElement[bool]
) -> Select[tuple[Any]]:
    """The rows of these organisations that have not ended and are a year old by a day, the oldest first."""
    found = select(model).join(model.tool)
    return (
        found.where(
            model.organisation_id.in_(organisation_ids),
            model.stated_on <= until - STANDS_FOR,
            or_(model.ends_on.is_(None), model.ends_on >= clock.today()),
            *readable,
        )
        .order_by(model.stated_on, model.id)
        .limit(MOST)
    )


def fact_of(code: str, row: Any, place: str, words: str) -> Fact:
    """A row as a fact that falls due a year after it was stated. `place` is the part of its tool's pages where it is changed."""
    return Fact(
        code,
        row.id,
        row.stated_on.toordinal(),
        row.organisation_id,
        row.organisation.slug,
        row.organisation.name,
        row.tool_id,
        row.tool.slug,
        row.tool.name,
        row.stated_on + STANDS_FOR,
        row.stated_on,
        f"/tools/{row.tool.slug}/{place}/{row.id}",
        words=words,
    )
