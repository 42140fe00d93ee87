"""Answers as people read them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from registry.rules.questions import Kind, Question, answered
from registry.rules.words import Precision, Standing

STANDINGS = {
    Standing.CONFIRMED: "confirmed {day}",
    Standing.UNCONFIRMED: "unconfirmed since {day}",
    Standing.REPORTED: "reported, {day}",
    Standing.DISPUTED: "disputed, {day}",
}


def said(question: Question, value: Any, labels: Mapping[str, str]) -> str:
    """An answer in words; several are separated by commas, lines by semicolons, none reads as nothing."""
    if not answered(value):
        return ""
    if question.kind is Kind.DATE:
        return day_in_words(str(value))
    if question.kind is Kind.MONEY and isinstance(value, int):
        return f"£{value:,}"
    if question.kind is Kind.NUMBER and question.unit and isinstance(value, int):
        return f"{value:,} {question.unit}"
    if question.kind is Kind.LINES and isinstance(value, list):
        return "; ".join(str(line) for line in value)
    codes = value if isinstance(value, list) else [value]
    return ", ".join(labels.get(str(code), str(code)) for code in codes)


def day_in_words(text: str) -> str:
    """31 March 2027 from 2027-03-31; what is no day stays as it is."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day} {day:%B %Y}"


def spoken(day: date, precision: Precision | None = Precision.DAY) -> str:
    """A date as exactly as it is known: 8 March 2021, March 2021 or 2021."""
    if precision is Precision.YEAR:
        return str(day.year)
    month = f"{day:%B} {day.year}"
    return month if precision is Precision.MONTH else f"{day.day} {month}"


def standing_in_words(standing: Standing, day: date | None, precision: Precision | None = Precision.DAY) -> str:
    """On whose word a fact rests, and since when: "unconfirmed since 3 May 2026"; the standing alone without a day."""
    return STANDINGS[standing].format(day=spoken(day, precision)) if day else standing.value
