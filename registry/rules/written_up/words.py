"""The headings of documents and the words for choices, as data."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parents[3] / "seed" / "written_up.yaml"
KINDS = ("atrs", "business-case", "practice-bank")
LEFT_OUT = ""  # the code of a heading whose text is not taken over

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_NUMBER = re.compile(r"^(?:section |part |tier )?\d+(?:\.\d+)*[.):]?\s+")


@dataclass(frozen=True)
class Book:
    """What one kind of document calls things: question codes by heading."""

    label: str
    codes: dict[str, str]


def plain(words: str) -> str:
    """Words as headings and labels are compared: lower case, without numbers before them and punctuation."""
    lower = words.strip().lstrip("#*->\u2022 \t").lower()
    return _NOT_WORD.sub(" ", _NUMBER.sub("", lower)).strip()


@cache
def book(kind: str) -> Book:
    """The headings of a kind of document. Raises KeyError for an unknown kind."""
    entry = _file()["kinds"][kind]
    codes = {plain(heading): code for code, headings in entry["headings"].items() for heading in headings}
    return Book(entry["label"], codes | {plain(heading): LEFT_OUT for heading in entry["left_out"]})


def kind_labels() -> list[tuple[str, str]]:
    """The kinds of document with what they are called."""
    return [(kind, book(kind).label) for kind in KINDS]


@cache
def said_for(question: str) -> dict[str, tuple[str, ...]]:
    """For each choice of a question, words that mean it."""
    choices = _file()["choices"].get(question, {})
    return {code: tuple(plain(words) for words in said) for code, said in choices.items()}


@cache
def _file() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found
