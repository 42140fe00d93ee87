"""Values by period as people paste them: each line read, or said why it cannot be, and which periods are missing."""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import isfinite

MOST = 520  # periods: ten years of weeks
FEWEST = 2
LARGEST = 1e12
DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
BRITISH_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
MONTH = re.compile(r"(\d{4})-(\d{1,2})")
QUARTER = re.compile(r"(\d{4})[- ]?Q([1-4])", re.IGNORECASE)
YEAR = re.compile(r"(\d{4})")
EARLIEST = 1990


class Every(StrEnum):
    """How long each period is."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True)
class Row:
    """The value of a period, known by its first day."""

    starts_on: date
    value: float


@dataclass(frozen=True)
class Mistake:
    """A line that cannot be kept, and what to do about it."""

    line: int
    said: str
    why: str


@dataclass(frozen=True)
class Read:
    """What a text of lines holds."""

    rows: Sequence[Row]
    mistakes: Sequence[Mistake]


def read(text: str, every: Every, today: date) -> Read:
    """Read lines of a period and a value, parted by a comma, semicolon or tab; a first line of headings is passed over."""
    rows: dict[date, tuple[int, Row]] = {}
    mistakes: list[Mistake] = []
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    for place, (number, line) in enumerate(lines):
        if place >= MOST:
            mistakes.append(Mistake(number, line[:60], f"There are more than {MOST} lines. Leave the oldest out."))
            break
        cells = _cells(line)
        if place == 0 and len(cells) > 1 and not any(mark.isdigit() for mark in cells[0]):
            continue
        found = _row(cells, every, today)
        if isinstance(found, str):
            mistakes.append(Mistake(number, line[:60], found))
        elif found.starts_on in rows:
            earlier = rows[found.starts_on][0]
            mistakes.append(Mistake(number, line[:60], f"This period has a value already, on line {earlier}."))
        else:
            rows[found.starts_on] = (number, found)
    ordered = sorted((row for _, row in rows.values()), key=lambda row: row.starts_on)
    return Read(ordered, mistakes + _uneven(ordered, rows, every))


def start_of(day: date, every: Every) -> date:
    """The first day of the period that holds a day; a week begins on the day that is given."""
    if every is Every.MONTH:
        return day.replace(day=1)
    if every is Every.QUARTER:
        return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return date(day.year, 1, 1) if every is Every.YEAR else day


def after(starts_on: date, every: Every) -> date:
    """The first day of the next period."""
    if every is Every.WEEK:
        return starts_on + timedelta(days=7)
    months = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}[every]
    year, month = divmod(starts_on.year * 12 + starts_on.month - 1 + months, 12)
    return date(year, month + 1, 1)


def whole(rows: Sequence[Row], every: Every) -> list[tuple[date, float | None]]:
    """Every period from the first to the last; one that has no value has none."""
    values = {row.starts_on: row.value for row in rows}
    found: list[tuple[date, float | None]] = []
    if not rows:
        return found
    day, last = rows[0].starts_on, rows[-1].starts_on
    while day <= last:
        found.append((day, values.get(day)))
        day = after(day, every)
    return found


def before(periods: Iterable[date], every: Every, live_on: date) -> int:
    """How many periods ended before a day; the one that holds it counts as after."""
    return sum(1 for day in periods if after(day, every) <= live_on)


def named(starts_on: date, every: str) -> str:
    """A period in short: 2025-03, 2025 Q1, 2025, or the first day of a week; `every` may be the code as typed."""
    every = Every(every)
    if every is Every.MONTH:
        return f"{starts_on:%Y-%m}"
    if every is Every.QUARTER:
        return f"{starts_on.year} Q{(starts_on.month - 1) // 3 + 1}"
    return f"{starts_on.year}" if every is Every.YEAR else starts_on.isoformat()


def _cells(line: str) -> list[str]:
    mark = next((mark for mark in ("\t", ";", ",") if mark in line), ",")
    return [cell.strip() for cell in next(csv.reader([line], delimiter=mark), [])]


def _row(cells: Sequence[str], every: Every, today: date) -> Row | str:
    if len(cells) != 2:
        return "A line has a period and a value with a comma between them, such as 2025-03,7.1."
    day = _day(cells[0], every)
    if isinstance(day, str):
        return day
    if day.year < EARLIEST or after(day, every) > today + timedelta(days=1):
        return "The period is not over yet, or lies too far back."
    try:
        value = float(cells[1].replace(",", "").removesuffix("%"))
    except ValueError:
        return "The value is no number. Leave the whole line out if there is none for the period."
    if not isfinite(value) or abs(value) > LARGEST:
        return "The value is no number that can be kept."
    return Row(day, value)


def _day(text: str, every: Every) -> date | str:
    """The first day of the period that is named, or how to name it."""
    try:
        if found := DAY.fullmatch(text):
            return start_of(date(*map(int, found.groups())), every)
        if found := BRITISH_DAY.fullmatch(text):
            return start_of(date(*map(int, reversed(found.groups()))), every)
        if every is not Every.WEEK and (found := MONTH.fullmatch(text)):
            return start_of(date(int(found[1]), int(found[2]), 1), every)
        if every in (Every.QUARTER, Every.YEAR) and (found := QUARTER.fullmatch(text)):
            return start_of(date(int(found[1]), 3 * int(found[2]) - 2, 1), every)
        if every is Every.YEAR and (found := YEAR.fullmatch(text)):
            return date(int(found[1]), 1, 1)
    except ValueError:
        return "There is no such day."
    return {
        Every.WEEK: "Name a week by its first day, such as 2025-03-03.",
        Every.MONTH: "Name a month as 2025-03.",
        Every.QUARTER: "Name a quarter as 2025-Q1.",
        Every.YEAR: "Name a year as 2025.",
    }[every]


def _uneven(ordered: Sequence[Row], rows: dict[date, tuple[int, Row]], every: Every) -> list[Mistake]:
    """Weeks that do not begin on the same day of the week as the first."""
    if every is not Every.WEEK or not ordered:
        return []
    first = ordered[0].starts_on
    return [
        Mistake(
            rows[row.starts_on][0],
            row.starts_on.isoformat(),
            "This week begins on another day of the week than the first one, so the periods are not even.",
        )
        for row in ordered
        if (row.starts_on - first).days % 7
    ]
