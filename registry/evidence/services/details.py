"""What is said of a study and of one of its outcomes, and whether it may be kept."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from registry.core import clock
from registry.rules import grading
from registry.rules.answers import tidy
from registry.rules.words import Design, Direction, Measurer

COUNT = "count"
LIMITS = {
    "title": 300,
    "site_words": 200,
    "sample": 500,
    "period": 200,
    "baseline": 5_000,
    "comparator": 1_000,
    "source": 500,
    "source_url": 2_000,
    "published_on": 60,
    "outcome": 200,
    "local_measure": 200,
    "result": 5_000,
    "unit": 60,
    "claim_period": 200,
    "basis": 1_000,
}
ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s]+")
DATED = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


@dataclass(frozen=True)
class EvidenceDetails:
    """A study or observation at a site, as typed."""

    title: str = ""
    site_id: int | None = None
    site_words: str = ""
    design: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)  # to the design questions
    measured_by: str = ""
    sample: str = ""
    period: str = ""
    baseline: str = ""
    comparator: str = ""
    source: str = ""
    source_url: str = ""
    published_on: str = ""

    def wrong(self) -> dict[str, str]:
        """What may not be kept, by field."""
        wrong = _too_long(self)
        if not self.title:
            wrong["title"] = "Say what was done, for example: Six months of calls before and after."
        if self.site_id is None and not self.site_words:
            wrong["site"] = "Say where it was measured."
        if self.design not in set(Design):
            wrong["design"] = "Choose how it was measured."
        wrong |= grading.wrong(self.answers)
        if self.measured_by not in set(Measurer):
            wrong["measured_by"] = "Choose who measured it."
        if self.source_url and not ADDRESS.fullmatch(self.source_url):
            wrong["source_url"] = "Enter a whole address that starts with https://"
        if self.published_on and not _is_past(self.published_on):
            wrong["published_on"] = (
                "Give a year, a month or a day that is not in the future, as 2026, 2026-03 or 2026-03-08."
            )
        return wrong


@dataclass(frozen=True)
class ClaimDetails:
    """One outcome of a study, as typed."""

    outcome: str = ""
    measure: str = ""
    local_measure: str = ""
    result: str = ""
    value: str = ""
    unit: str = ""
    claim_period: str = ""
    basis: str = ""
    direction: str = ""
    ex_ante: str = ""
    cashable: str = ""

    def wrong(self, measures: set[str]) -> dict[str, str]:
        """What may not be kept, by field; `measures` are the codes of the standard ones."""
        wrong = _too_long(self)
        if not self.outcome:
            wrong["outcome"] = "Say what changed or was counted, for example: Waiting time on 101."
        if self.measure and self.measure not in measures:
            wrong["measure"] = "Choose a measure on the list, or name a local one."
        if not self.measure and not self.local_measure:
            wrong["local_measure"] = "Choose a standard measure, or name the local one that was used."
        if not self.result:
            wrong["result"] = "Say what was found, with figures and their units."
        if self.value and self.number is None:
            wrong["value"] = "Enter a number, such as 7.1. Words go into the result."
        if self.value and not self.unit:
            wrong["unit"] = "Say what the number counts, such as minutes or percent."
        if self.direction != COUNT and self.direction not in set(Direction):
            wrong["direction"] = "Choose what was found, or say that it is a count."
        if self.ex_ante not in ("measured", "ex-ante"):
            wrong["ex_ante"] = "Say whether it was measured or estimated beforehand."
        return wrong

    @property
    def number(self) -> float | None:
        """The value as a number; nothing where it is none."""
        try:
            number = float(self.value.replace(",", ""))
        except ValueError:
            return None
        return number if math.isfinite(number) else None


def tidied(kind: type[Any], given: dict[str, Any]) -> Any:
    """Details from what was typed: text tidied, unknown fields left out."""
    known = {field.name for field in fields(kind)}
    return kind(
        **{
            name: tidy(value) if isinstance(value, str) else value
            for name, value in given.items()
            if name in known and value is not None
        }
    )


def _too_long(details: Any) -> dict[str, str]:
    texts = {name: getattr(details, name) for name in LIMITS if hasattr(details, name)}
    return {
        name: f"Shorten this to {LIMITS[name]:,} characters or fewer. It has {len(text):,}."
        for name, text in texts.items()
        if len(text) > LIMITS[name]
    }


def _is_past(text: str) -> bool:
    if not DATED.fullmatch(text):
        return False
    try:
        day = date.fromisoformat((text + "-01-01")[:10] if len(text) == 4 else (text + "-01")[:10])
    except ValueError:
        return False
    return date(1990, 1, 1) <= day <= clock.today()
