"""The words, limits and sorts of values of the language in which pre-checks are written, and its one refusal."""

from dataclasses import dataclass
from enum import StrEnum

from registry.core.errors import Invalid

LONGEST = 500
DEEPEST = 8
LARGEST_SHIFT = 9_999

CONNECTIVES = ("and", "or", "not")
RELATIONS = ("in", "contains", "is", "empty", "length")
FLAGS = {"yes": True, "true": True, "no": False, "false": False}
UNITS = {unit + plural: unit for unit in ("day", "week", "month", "year") for plural in ("", "s")}
RESERVED = frozenset([*CONNECTIVES, *RELATIONS, *FLAGS, *UNITS])


class Sort(StrEnum):
    """What sort of thing a value is; read aloud after "is"."""

    TEXT = "text"
    NUMBER = "a number"
    DATE = "a date"
    CHOICE = "one answer from a list"
    CHOICES = "several answers from a list"
    FLAG = "yes or no"


@dataclass(frozen=True)
class Field:
    """An answer of the record, or a fact about it, that an expression may name."""

    code: str
    sort: Sort
    label: str = ""
    options: tuple[str, ...] | None = None  # none: any is let through


class Unreadable(Invalid):
    """An expression that cannot be read, and where it went wrong."""

    def __init__(self, text: str, what: str, start: int, end: int | None = None) -> None:
        self.text = text
        self.start = min(start, len(text))
        self.end = min(max(self.start + 1, end or 0), len(text))
        before = text[: self.start]
        self.line = before.count("\n") + 1
        self.character = self.start - (before.rfind("\n") + 1) + 1
        message = f"Line {self.line}, character {self.character}: {what}"
        super().__init__(message, {"expression": message})

    @property
    def caret(self) -> str:
        """The line it is on, and beneath it a caret at the place."""
        line = self.text.split("\n")[self.line - 1]
        return f"{line}\n{' ' * (self.character - 1)}^"

    @property
    def parts(self) -> tuple[str, str, str]:
        """The text before the place, the place itself, and the text after it."""
        return self.text[: self.start], self.text[self.start : self.end], self.text[self.end :]
