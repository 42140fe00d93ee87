"""The mark that stands in place of words that were taken out for good."""

import re
from datetime import date
from typing import Any

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
MARK = re.compile(rf"\[Redacted on \d{{1,2}} (?:{'|'.join(MONTHS)}) \d{{4}}\]")


def mark(day: date) -> str:
    """What is read in place of the words, on every page, in data and in files: "[Redacted on 3 May 2026]"."""
    return f"[Redacted on {day.day} {MONTHS[day.month - 1]} {day.year}]"


def is_mark(value: Any) -> bool:
    """Whether an answer is such a mark."""
    return isinstance(value, str) and MARK.fullmatch(value) is not None
