"""A study and its outcomes as rows, from what was typed."""

from typing import Any

from sqlalchemy import select

from registry.core.db import db
from registry.evidence.models import Claim
from registry.evidence.services.details import COUNT, ClaimDetails, EvidenceDetails
from registry.evidence.services.details.figures import stated
from registry.measures.models import Measure
from registry.rules.words import Design, Direction, Measurer, Recurrence

WORDS = (
    "site_words",
    "design_note",
    "measured_by_words",
    "sample",
    "period",
    "baseline",
    "comparator",
    "funder",
    "conflicts",
    "mechanism",
    "moderators",
    "implementation",
    "economics",
    "source",
    "source_url",
    "published_on",
)
DAYS = ("starts_on", "ends_on", "baseline_starts_on", "baseline_ends_on")
Measures = dict[str, Measure]


def measures() -> Measures:
    """The standard measures by code: one statement."""
    return {row.code: row for row in db.session.scalars(select(Measure))}


def units(known: Measures) -> dict[str, str]:
    """What each standard measure counts in."""
    return {code: row.unit for code, row in known.items()}


def study_values(details: EvidenceDetails) -> dict[str, Any]:
    """The columns of a study that people fill in."""
    return {
        **{name: getattr(details, name) or None for name in WORDS},
        **{name: getattr(details, name) for name in DAYS},
        "title": details.title,
        "site_id": details.site_id,
        "design": Design(details.design),
        "design_answers": dict(details.answers) or None,
        "measured_by": Measurer(details.measured_by),
        "sample_size": details.size,
        "trend_predates": details.predates,
        "happened_on": details.ends_on or details.starts_on,
    }


def claim_values(claim: ClaimDetails, known: Measures) -> dict[str, Any]:
    """The columns of an outcome that people fill in."""
    measure, figures = known.get(claim.measure), stated(claim)
    counts = figures.counts or (None, None, None, None)
    has_interval = figures.low is not None
    return {
        "outcome": claim.outcome,
        "measure_id": measure.id if measure else None,
        "measure_version": measure.version if measure else None,
        "local_measure": claim.local_measure or None,
        "result": claim.result,
        "value": claim.number if claim.value else None,
        "unit": claim.unit or None,
        "period": claim.claim_period or None,
        "basis": claim.basis or None,
        "ex_ante": claim.ex_ante == "ex-ante",
        "effect_kind": claim.kind,
        "effect": figures.effect,
        "standard_error": figures.error,
        "interval_low": figures.low,
        "interval_high": figures.high,
        "interval_level": (figures.level or 95.0) if has_interval else None,
        **dict(zip(("treated_events", "treated_total", "comparison_events", "comparison_total"), counts, strict=True)),
        "before_value": figures.before,
        "after_value": figures.after,
        "treated_value": figures.treated,
        "comparison_value": figures.comparison,
        "recurrence": Recurrence(claim.recurrence) if claim.recurrence else None,
        "cashable": {"yes": True, "no": False}.get(claim.cashable),
        "net_of_cost": {"net": True, "gross": False}.get(claim.net_of_cost),
        "direction": None if claim.direction == COUNT else Direction(claim.direction),
        "ungraded": COUNT if claim.direction == COUNT else None,
    }


def copied(row: Any, *without: str) -> dict[str, Any]:
    """The columns of a row, for one that takes its place; its key and those that are named are left out."""
    return {
        column.key: getattr(row, column.key)
        for column in row.__mapper__.column_attrs
        if column.key not in ("id", *without)
    }


def same_outcome(claims: list[Claim], claim: ClaimDetails, besides: int = 0) -> bool:
    """Whether a study says this outcome already."""
    return any(
        known.outcome == claim.outcome and known.result == claim.result for known in claims if known.id != besides
    )
