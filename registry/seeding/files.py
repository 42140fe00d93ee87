"""Reads the seed files. A date there is as exact as its source: a year, a month or a day."""

import csv
import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from config import ROOT
from registry.rules.words import Precision

SEED = ROOT / "seed"
PRECISIONS = {1: Precision.YEAR, 2: Precision.MONTH, 3: Precision.DAY}

Row = dict[str, Any]


def read_yaml(name: str) -> Any:
    """A file of lists and mappings."""
    return yaml.load(path(name).read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506  a safe loader, in C if there


def read_csv(name: str) -> list[Row]:
    """A table; an empty cell is nothing."""
    with path(name).open(encoding="utf-8", newline="") as file:
        return [{key: value or None for key, value in row.items()} for row in csv.DictReader(file)]


def path(name: str) -> Path:
    """Where a seed file lies."""
    return SEED / name


def digest(*names: str) -> str:
    """SHA-256 over seed files, so that the audit trail can say what was loaded."""
    content = hashlib.sha256()
    for name in names:
        content.update(path(name).read_bytes())
    return content.hexdigest()


def first_day(text: str | None) -> date | None:
    """The first day of a year, month or day: `2022-06` is the first of June."""
    if not text:
        return None
    parts = [int(part) for part in text.split("-")]
    return date(*[*parts, 1, 1][:3])


def precision(text: str | None) -> Precision | None:
    """How exactly that day is known."""
    return PRECISIONS[text.count("-") + 1] if text else None


def as_number(text: str | None) -> int | None:
    """A whole number, or nothing."""
    return int(text) if text else None


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def in_words(words: str | None, quoted: bool) -> str | None:
    """What a source says: in quotation marks where the words are its own, without where they are ours."""
    return f"“{words}”" if words and quoted else words
