"""How a study came to be as it is: each correction, with what it said before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from registry.core.db import db
from registry.evidence.models import Claim, Evidence

STUDY = {
    "title": "What was done",
    "site_words": "Place or unit",
    "design": "How it was measured",
    "design_note": "Note on the design",
    "measured_by": "Measured by",
    "measured_by_words": "Who measured, in words",
    "trend_predates": "Change had begun before",
    "sample_size": "How many",
    "sample": "Of what",
    "starts_on": "From",
    "ends_on": "Until",
    "period": "When, in words",
    "baseline_starts_on": "Time before, from",
    "baseline_ends_on": "Time before, until",
    "baseline": "Before",
    "comparator": "Compared with",
    "funder": "Paid for by",
    "conflicts": "Conflicts of interest",
    "mechanism": "How it brings the change about",
    "moderators": "For whom and where",
    "implementation": "What it took",
    "economics": "What it cost and saved",
    "source": "Source",
    "source_url": "Address of the source",
    "published_on": "Published",
}
OUTCOME = {
    "outcome": "Outcome",
    "local_measure": "Local measure",
    "result": "What was found",
    "value": "Figure",
    "unit": "Unit",
    "period": "Period",
    "direction": "Better or worse",
    "ex_ante": "Estimated beforehand",
    "effect_kind": "Kind of effect",
    "effect": "Effect",
    "standard_error": "Standard error",
    "interval_low": "Interval from",
    "interval_high": "Interval to",
    "interval_level": "Level of the interval",
    "before_value": "Before",
    "after_value": "After",
    "treated_value": "With it",
    "comparison_value": "Without it",
    "treated_events": "Events with it",
    "treated_total": "Cases with it",
    "comparison_events": "Events without it",
    "comparison_total": "Cases without it",
    "recurrence": "One-off or recurrent",
    "cashable": "Cashable",
    "net_of_cost": "Net of cost",
    "basis": "How it was worked out",
}


@dataclass(frozen=True)
class Correction:
    """When and why something was corrected, and each field as (label, before, after)."""

    what: str
    moment: datetime | None
    reason: str
    fields: Sequence[tuple[str, Any, Any]]


def corrections(item: Evidence) -> list[Correction]:
    """Every correction of a loaded study and its outcomes, newest first: at most two statements; none for most."""
    earlier = _earlier(item) if item.corrects_id is not None else []
    found = [
        Correction("", after.recorded_at, after.correction or "", _changed(STUDY, before, after))
        for after, before in zip([item, *earlier], earlier, strict=False)
    ]
    found += _of_outcomes(item)
    return sorted(found, key=lambda one: (one.moment is not None, one.moment), reverse=True)


def _earlier(item: Evidence) -> list[Evidence]:
    """The studies that it corrected, newest first."""
    statement = select(Evidence).where(Evidence.tool_id == item.tool_id, Evidence.withdrawn_at.is_not(None))
    withdrawn = {row.id: row for row in db.session.scalars(statement.options(joinedload(Evidence.site)))}
    chain: list[Evidence] = []
    number = item.corrects_id
    while number is not None and number in withdrawn:
        chain.append(withdrawn[number])
        number = withdrawn[number].corrects_id
    return chain


def _of_outcomes(item: Evidence) -> list[Correction]:
    if all(claim.corrects_id is None for claim in item.claims):
        return []
    statement = select(Claim).where(Claim.evidence_id == item.id)
    known = {claim.id: claim for claim in db.session.scalars(statement.options(joinedload(Claim.measure)))}
    return [
        Correction(
            after.outcome, after.recorded_at, after.correction or "", _changed(OUTCOME, known[after.corrects_id], after)
        )
        for after in known.values()
        if after.corrects_id in known
    ]


def _changed(labels: dict[str, str], before: Any, after: Any) -> list[tuple[str, Any, Any]]:
    changed = [
        (label, getattr(before, name), getattr(after, name))
        for name, label in labels.items()
        if getattr(before, name) != getattr(after, name)
    ]
    return [*_moved(before, after), *changed]


def _moved(before: Any, after: Any) -> Iterable[tuple[str, Any, Any]]:
    """What is known by name: where it was measured, and on which standard measure."""
    if isinstance(after, Evidence):
        pairs = [("Where", before.site, after.site)]
    else:
        pairs = [("Measure", before.measure, after.measure)]
    return [(label, was and was.name, now and now.name) for label, was, now in pairs if was is not now]
