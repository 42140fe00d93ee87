"""The mark that stands in place of words that were taken out for good."""

import re
from datetime import date
from typing import Any

from registry.rules.questions import Kind, Question, numbers, schema

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
MARK = re.compile(rf"\[Redacted on \d{{1,2}} (?:{'|'.join(MONTHS)}) \d{{4}}\]")


def mark(day: date) -> str:
    """What is read in place of the words, on every page, in data and in files: "[Redacted on 3 May 2026]"."""
    return f"[Redacted on {day_of(day)}]"


def day_of(day: date) -> str:
    """A day in the words of a mark: 3 May 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def is_mark(value: Any) -> bool:
    """Whether an answer is such a mark."""
    return isinstance(value, str) and MARK.fullmatch(value) is not None


def redacted(question: Question, value: Any, day: date) -> Any:
    """What stands in place of an answer: the mark where there were words, nothing where there was a choice or figure."""
    if question.kind in (Kind.TEXT, Kind.LONG_TEXT):
        return mark(day)
    return [mark(day)] if question.kind is Kind.LINES else None


def alike(code: str) -> frozenset[str]:
    """The codes under which the same answer stands in records of other schemas."""
    found = {code}
    moved = {(one.code, one.moved_from) for number in numbers() for one in schema(number).questions if one.moved_from}
    for _ in range(len(moved)):
        found |= {other for pair in moved if found & set(pair) for other in pair}
    return frozenset(found)
