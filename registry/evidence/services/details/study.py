"""What is said of a study, and whether it may be kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from registry.core import clock
from registry.evidence.services.details.numbers import whole
from registry.evidence.services.details.texts import too_long
from registry.rules import grading
from registry.rules.words import Design, Measurer

ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s]+")
DATED = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
EARLIEST = date(1990, 1, 1)
YES, NO = "yes", "no"


@dataclass(frozen=True)
class EvidenceDetails:
    """A study or observation at a site, as typed."""

    title: str = ""
    site_id: int | None = None
    site_words: str = ""
    design: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)  # to the design questions
    design_note: str = ""
    measured_by: str = ""
    measured_by_words: str = ""
    sample: str = ""
    sample_size: str = ""
    period: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    baseline: str = ""
    baseline_starts_on: date | None = None
    baseline_ends_on: date | None = None
    trend_predates: str = ""
    comparator: str = ""
    funder: str = ""
    conflicts: str = ""
    mechanism: str = ""
    moderators: str = ""
    implementation: str = ""
    economics: str = ""
    source: str = ""
    source_url: str = ""
    published_on: str = ""

    def wrong(self) -> dict[str, str]:
        """What may not be kept, by field."""
        wrong = {**too_long(self), **self._wrong_days()}
        if not self.title:
            wrong["title"] = "Say what was done, for example: Six months of calls before and after."
        if self.site_id is None and not self.site_words:
            wrong["site"] = "Say where it was measured."
        if self.design not in set(Design):
            wrong["design"] = "Choose how it was measured."
        wrong |= grading.wrong(self.answers)
        if self.measured_by not in set(Measurer):
            wrong["measured_by"] = "Choose who measured it."
        if self.sample_size and not self.size:
            wrong["sample_size"] = "Enter a whole number in digits, such as 1240. Words go into the next answer."
        if self.source_url and not ADDRESS.fullmatch(self.source_url):
            wrong["source_url"] = "Enter a whole address that starts with https://"
        if self.published_on and not _is_past(self.published_on):
            wrong["published_on"] = (
                "Give a year, a month or a day that is not in the future, as 2026, 2026-03 or 2026-03-08."
            )
        return wrong

    @property
    def size(self) -> int | None:
        """The sample as a number; nothing where it is none."""
        return whole(self.sample_size) or None

    @property
    def predates(self) -> bool | None:
        """Whether the change had begun before; nothing where it is not known."""
        return {YES: True, NO: False}.get(self.trend_predates)

    def _wrong_days(self) -> dict[str, str]:
        wrong = {
            **_in_order("starts_on", self.starts_on, "ends_on", self.ends_on, "The study"),
            **_in_order(
                "baseline_starts_on",
                self.baseline_starts_on,
                "baseline_ends_on",
                self.baseline_ends_on,
                "The time before",
            ),
        }
        before, began = self.baseline_ends_on or self.baseline_starts_on, self.starts_on
        if before is not None and began is not None and before >= began and not wrong:
            wrong["baseline_ends_on"] = (
                "The time before must end before the study begins. The same days cannot be on both sides."
            )
        return wrong


def _in_order(first_name: str, first: date | None, last_name: str, last: date | None, what: str) -> dict[str, str]:
    wrong = {}
    for name, day in ((first_name, first), (last_name, last)):
        if day is not None and day > clock.today():
            wrong[name] = "This day is in the future. Give days that have been; leave the end empty while it goes on."
        elif day is not None and day < EARLIEST:
            wrong[name] = f"Give a day from {EARLIEST.year} on."
    if last is not None and first is None:
        wrong[first_name] = "Give the first day too, or leave both empty and use words."
    elif last is not None and first is not None and last < first:
        wrong[last_name] = f"{what} cannot end before it starts."
    return wrong


def _is_past(text: str) -> bool:
    if not DATED.fullmatch(text) or not text.isascii():
        return False
    try:
        day = date.fromisoformat((text + "-01-01")[:10] if len(text) == 4 else (text + "-01")[:10])
    except ValueError:
        return False
    return EARLIEST <= day <= clock.today()
