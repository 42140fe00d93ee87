"""Adding a measure and defining one anew. What it said before is kept, and figures keep the version they were given under."""

import re
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict, Invalid
from registry.core.events import emit
from registry.measures.events import MeasureChanged
from registry.measures.models import DEFINED, Measure, MeasureVersion
from registry.measures.queries import AGGREGATIONS, SIDES, measure
from registry.rules import policy
from registry.rules.policy import Actor, Permission
from registry.rules.units import UNITS

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
DATED = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
RESERVED = frozenset({"new"})
LIMITS = {
    "code": 60,
    "name": 200,
    "definition": 5_000,
    "numerator": 500,
    "denominator": 500,
    "source": 500,
    "reason": 5_000,
}


@dataclass(frozen=True)
class MeasureDetails:
    """A measure as typed."""

    name: str = ""
    definition: str = ""
    unit: str = ""
    numerator: str = ""
    denominator: str = ""
    better_when: str = ""
    aggregation: str = ""
    source: str = ""
    source_date: str = ""
    verified: bool = False

    def wrong(self) -> dict[str, str]:
        """What may not be kept, by field."""
        wrong = {
            name: f"Shorten this to {LIMITS[name]:,} characters or fewer. It has {len(text):,}."
            for name, text in asdict(self).items()
            if name in LIMITS and len(text) > LIMITS[name]
        }
        if not self.name:
            wrong["name"] = "Give it a name that people recognise."
        if not self.definition:
            wrong["definition"] = "Say what is counted, from when to when, and what is left out."
        if self.unit not in UNITS:
            wrong["unit"] = "Choose the unit that it is counted in."
        if self.better_when not in SIDES:
            wrong["better_when"] = "Choose which way is better."
        if self.aggregation not in AGGREGATIONS:
            wrong["aggregation"] = "Choose how values of several places join."
        if self.aggregation == "ratio-of-sums" and not (self.numerator and self.denominator):
            wrong["denominator" if self.numerator else "numerator"] = (
                "A ratio of sums needs what is above and below the line."
            )
        if self.source_date and not _is_date(self.source_date):
            wrong["source_date"] = "Give a year, a month or a day that has been, as 2026, 2026-03 or 2026-03-08."
        if self.verified and not self.source:
            wrong["source"] = "Name the source that it was read in."
        return wrong

    def values(self) -> dict[str, Any]:
        """The columns of a measure."""
        return {name: value if name == "verified" else value or None for name, value in asdict(self).items()}


@command
def add_measure(actor: Actor, code: str, details: MeasureDetails) -> Measure:
    """Add a standard measure. Raises NotAllowed to all but the registrar, Invalid for what cannot be kept."""
    policy.require(actor, Permission.MEASURE_EDIT)
    wrong = details.wrong()
    if not CODE.fullmatch(code) or len(code) > LIMITS["code"] or code in RESERVED:
        wrong["code"] = "Give a short code of small letters, digits and hyphens, such as 101-average-wait."
    elif db.session.scalar(select(Measure.id).where(Measure.code == code)) is not None:
        wrong["code"] = "There is a measure with this code already. Open it, or give another code."
    _refuse_name(details, wrong)
    if wrong:
        raise Invalid("The measure was not added. Mend what is marked.", wrong)
    made = Measure(code=code, version=1, **details.values())
    db.session.add(made)
    db.session.flush()
    keep_version(made, None, actor.id)
    emit(MeasureChanged(actor_id=actor.id, measure_id=made.id, verb="add", version=made.version))
    return made


@command
def edit_measure(actor: Actor, code: str, details: MeasureDetails, reason: str, version: int) -> Measure:
    """Define a measure anew: a new version, beside the earlier ones. What was given under those keeps them.

    Raises NotAllowed to all but the registrar, Invalid for what cannot be kept or without a reason, Conflict when somebody
    changed it since `version` was read.
    """
    policy.require(actor, Permission.MEASURE_EDIT)
    found = measure(code, locked=True)
    wrong = details.wrong()
    if not reason:
        wrong["reason"] = "Say what changed and why: whoever compares figures of both versions reads it."
    elif len(reason) > LIMITS["reason"]:
        wrong["reason"] = f"Shorten this to {LIMITS['reason']:,} characters or fewer. It has {len(reason):,}."
    _refuse_name(details, wrong, besides=found.id)
    changed = {name: value for name, value in details.values().items() if getattr(found, name) != value}
    if not changed and not wrong:
        wrong["definition"] = "Nothing differs from the present version."
    if wrong:
        raise Invalid("The measure was not changed. Mend what is marked.", wrong)
    if found.version != version:
        raise Conflict(
            "Somebody else changed this measure after you opened it. Open it again, and look at what they said."
        )
    for name, value in changed.items():
        setattr(found, name, value)
    found.version += 1
    keep_version(found, reason, actor.id)
    emit(MeasureChanged(actor_id=actor.id, measure_id=found.id, verb="edit", version=found.version))
    return found


def keep_version(found: Measure, reason: str | None, actor_id: int | None) -> None:
    """Keep a measure as it now stands. Authorises nobody; runs inside a command."""
    db.session.add(
        MeasureVersion(
            measure_id=found.id,
            number=found.version,
            reason=reason,
            recorded_at=clock.now(),
            recorded_by_id=actor_id,
            **{name: getattr(found, name) for name in DEFINED},
        )
    )
    db.session.flush()


def _refuse_name(details: MeasureDetails, wrong: dict[str, str], besides: int = 0) -> None:
    same = select(Measure.code).where(Measure.name == details.name, Measure.id != besides)
    taken = db.session.scalar(same.limit(1))
    if taken is not None and "name" not in wrong:
        wrong["name"] = f"Another measure, {taken}, has this name. Two of one name cannot be told apart."


def _is_date(text: str) -> bool:
    if not DATED.fullmatch(text) or not text.isascii():
        return False
    try:
        return date.fromisoformat(f"{text}-01-01"[:10] if len(text) == 4 else f"{text}-01"[:10]) <= clock.today()
    except ValueError:
        return False
