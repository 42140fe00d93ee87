"""Answers as people read them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from registry.rules.questions import Kind, Question, answered


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
