"""Evidence read from published sources, with the claims that it makes."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.db import db
from registry.evidence.models import Claim, Evidence
from registry.evidence.services.grading import grade_provisionally
from registry.measures.models import Measure
from registry.rules.words import Design, Direction, EffectKind, Measurer, Recurrence, Standing
from registry.seeding.files import Row, first_day
from registry.seeding.services.shelf import Shelf

ITEM = ("title", "site_words", "sample", "baseline", "comparator", "source", "source_url", "published_on")
CLAIM = ("outcome", "local_measure", "result", "unit", "period", "basis", "ex_ante", "cashable", "ungraded")
DAYS = ("starts_on", "ends_on", "baseline_starts_on", "baseline_ends_on")  # where a source gives the day
SAID_OF_ITEM = ("sample_size", "funder", "conflicts", *DAYS)  # where a source says so; most do not
SAID_OF_CLAIM = (
    "effect", "standard_error", "interval_low", "interval_high", "interval_level", "treated_events", "treated_total",
    "comparison_events", "comparison_total", "before_value", "after_value", "treated_value", "comparison_value",
    "net_of_cost",
)  # fmt: skip
DERIVED = (
    *SAID_OF_ITEM, "site_id", "design", "measured_by", "measured_by_words", "design_note", "trend_predates", "period", "verified",
    "happened_on",
)  # fmt: skip
DERIVED_CLAIM = ("measure_id", "value", "direction", "verified", "effect_kind", "recurrence", *SAID_OF_CLAIM)
SEEN = "seen"

Said = tuple[Any, ...]


def align(tool: Tool, rows: list[Row], known: Shelf) -> tuple[int, int]:
    """Make the reported evidence of a tool be what the sources say; returns items added and withdrawn.

    An item that changed is withdrawn and told anew. What people added is left alone.
    """
    wanted = {_said(values, claims): (values, claims) for values, claims in (_item(row, known) for row in rows)}
    found = [(_stored(item), item) for item in _reported(tool)]
    gone = [item for said, item in found if said not in wanted]
    new = [item for said, item in wanted.items() if said not in {said for said, _ in found}]
    for item in gone:
        item.withdrawn_at = clock.now()
    versions = {row.id: row.version for row in db.session.execute(select(Measure.id, Measure.version))} if new else {}
    added = [
        Evidence(
            tool_id=tool.id,
            recorded_at=clock.now(),
            standing=Standing.REPORTED,
            claims=[Claim(measure_version=versions.get(claim["measure_id"]), **claim) for claim in claims],
            **values,
        )
        for values, claims in new
    ]
    db.session.add_all(added)
    db.session.flush()
    for item in added:
        grade_provisionally(item, item.claims)
    return len(new), len(gone)


def _reported(tool: Tool) -> list[Evidence]:
    statement = select(Evidence).where(
        Evidence.tool_id == tool.id,
        Evidence.standing == Standing.REPORTED,
        Evidence.recorded_by_id.is_(None),
        Evidence.withdrawn_at.is_(None),
    )
    return list(db.session.scalars(statement.options(selectinload(Evidence.claims))))


def _item(row: Row, known: Shelf) -> tuple[Row, list[Row]]:
    values = (
        {name: row[name] for name in ITEM}
        | {name: row.get(name) for name in SAID_OF_ITEM}
        | {
            "site_id": known.site(row["site"]),
            "design": Design(row["design"]),
            "measured_by": Measurer(row["measured_by"]),
            "measured_by_words": row.get("measured_by_words"),
            "design_note": row.get("design_note"),
            "trend_predates": row.get("trend_predates"),
            "period": row["period_words"],
            "verified": row["verified"] == SEEN,
            "happened_on": first_day(row["published_on"]),
        }
    )
    return values, [_claim(claim, known) for claim in row["claims"]]


def _claim(row: Row, known: Shelf) -> Row:
    return (
        {name: row[name] for name in CLAIM}
        | {name: row.get(name) for name in SAID_OF_CLAIM}
        | {
            "effect_kind": EffectKind(row["effect_kind"]) if row.get("effect_kind") else None,
            "recurrence": Recurrence(row["recurrence"]) if row.get("recurrence") else None,
            "measure_id": known.measure(row["measure"]),
            "value": None if row["value"] is None else float(row["value"]),
            "direction": Direction(row["direction"]) if row["direction"] else None,
            "verified": row["verified"] == SEEN,
        }
    )


def _said(values: Row, claims: list[Row]) -> Said:
    told = tuple(tuple(claim[name] for name in (*CLAIM, *DERIVED_CLAIM)) for claim in claims)
    return (*(values[name] for name in (*ITEM, *DERIVED)), told)


def _stored(item: Evidence) -> Said:
    """The stored item as it would be told now."""
    told = tuple(tuple(getattr(claim, name) for name in (*CLAIM, *DERIVED_CLAIM)) for claim in item.claims)
    return (*(getattr(item, name) for name in (*ITEM, *DERIVED)), told)
