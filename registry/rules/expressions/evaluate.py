"""Whether an expression holds for a record.

A comparison, `in` or `contains`, negated or not, with an answer that is not there is false; only `is empty` is
true of it, and its length is 0. `not` turns any of them round. Text is compared without regard to capitals and to
how many spaces stand between words.
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from operator import eq, ge, gt, le, lt, ne
from typing import Any as Anything

from registry.rules.expressions.tree import (
    Any,
    Compared,
    Contains,
    Empty,
    Every,
    In,
    Length,
    Literal,
    Named,
    Not,
    Shifted,
    Test,
    Value,
)
from registry.rules.expressions.words import Sort

COMPARED = {"=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
DAYS = {"day": 1, "week": 7}
MONTHS = {"month": 1, "year": 12}

Known = str | Decimal | date | tuple[str, ...]
Answers = Mapping[str, Anything]


def holds(tree: Test, answers: Answers) -> bool:
    """Whether the tree is true of these answers; never an error, whatever they are."""
    match tree:
        case Every():
            return all(holds(part, answers) for part in tree.of)
        case Any():
            return any(holds(part, answers) for part in tree.of)
        case Not():
            return not holds(tree.of, answers)
        case Empty():
            return (_known(tree.of, answers) is None) is not tree.negated
        case Compared():
            left, right = _known(tree.left, answers), _known(tree.right, answers)
            return left is not None and right is not None and bool(COMPARED[tree.sign](left, right))
        case In():
            left = _known(tree.left, answers)
            chosen = left if isinstance(left, tuple) else (left,)
            listed = [_literal(item) for item in tree.items]
            return left is not None and any(answer in listed for answer in chosen) is not tree.negated
        case Contains():
            left, right = _known(tree.left, answers), _known(tree.right, answers)
            found = isinstance(left, str | tuple) and isinstance(right, str) and right in left
            return left is not None and right is not None and found is not tree.negated


def _known(value: Value, answers: Answers) -> Known | None:
    match value:
        case Literal():
            return _literal(value)
        case Named():
            return _answer(answers.get(value.code), value.sort)
        case Length():
            return Decimal(_length(answers.get(value.of.code), value.of.sort))
        case Shifted():
            day = _known(value.of, answers)
            return _shifted(day, value) if isinstance(day, date) else None


def _literal(literal: Literal) -> Known:
    value = literal.value
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _folded(value) if isinstance(value, str) else value


def _answer(raw: Anything, sort: Sort) -> Known | None:
    """An answer as a value of its sort; none where there is nothing of the kind."""
    if isinstance(raw, bool):
        raw = "yes" if raw else "no"
    if sort is Sort.DATE:
        return _date(raw)
    if sort is Sort.NUMBER:
        return _number(raw)
    if sort is Sort.CHOICES:
        chosen = raw if isinstance(raw, list | tuple) else [raw]
        return tuple(_folded(str(item)) for item in chosen if item not in (None, "")) or None
    return _folded(_text(raw)) or None


def _date(raw: Anything) -> date | None:
    if isinstance(raw, date):
        return raw
    try:
        return date.fromisoformat(raw) if isinstance(raw, str) else None
    except ValueError:
        return None


def _number(raw: Anything) -> Decimal | None:
    if not isinstance(raw, str | int | float | Decimal):
        return None
    try:
        number = Decimal(str(raw))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _text(raw: Anything) -> str:
    """An answer as text: lines one under the other, and nothing for what is no text at all."""
    if isinstance(raw, list | tuple):
        return "\n".join(str(line) for line in raw)
    return str(raw) if isinstance(raw, str | int | float | Decimal | date) else ""


def _length(raw: Anything, sort: Sort) -> int:
    if sort is Sort.CHOICES:
        chosen = _answer(raw, sort)
        return len(chosen) if isinstance(chosen, tuple) else 0
    return len(_text(raw))


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _shifted(day: date, by: Shifted) -> date | None:
    number = by.number if by.sign == "+" else -by.number
    try:
        if by.unit in DAYS:
            return day + timedelta(days=number * DAYS[by.unit])
        months = day.year * 12 + day.month - 1 + number * MONTHS[by.unit]
        year, month = months // 12, months % 12 + 1
        return date(year, month, min(day.day, monthrange(year, month)[1]))
    except (ValueError, OverflowError):  # before the year 1 or after 9999
        return None
