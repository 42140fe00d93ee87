"""What an expression is once it is read: a tree of small frozen records."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from registry.rules.expressions.words import Sort


@dataclass(frozen=True)
class Literal:
    """A text, number, date, or yes or no that is written in the expression."""

    value: str | Decimal | date | bool


@dataclass(frozen=True)
class Named:
    """An answer of the record, or a fact about it."""

    code: str
    sort: Sort


@dataclass(frozen=True)
class Length:
    """How many characters a text has, or how many answers were chosen."""

    of: Named


@dataclass(frozen=True)
class Shifted:
    """A date so many days, weeks, months or years later, or earlier."""

    of: "Value"
    sign: str
    number: int
    unit: str


Value = Literal | Named | Length | Shifted


@dataclass(frozen=True)
class Compared:
    """Two values held against each other by one of = != < <= > >=."""

    left: Value
    sign: str
    right: Value


@dataclass(frozen=True)
class In:
    """A value, or one of several chosen answers, is in a list; or none is."""

    left: Value
    items: tuple[Literal, ...]
    negated: bool


@dataclass(frozen=True)
class Contains:
    """A text has another in it, or an answer was chosen among several; or not."""

    left: Named
    right: Value
    negated: bool


@dataclass(frozen=True)
class Empty:
    """A question has no answer, or has one."""

    of: Named
    negated: bool


@dataclass(frozen=True)
class Not:
    """The opposite."""

    of: "Test"


@dataclass(frozen=True)
class Every:
    """All of these: and."""

    of: tuple["Test", ...]


@dataclass(frozen=True)
class Any:
    """At least one of these: or."""

    of: tuple["Test", ...]


Test = Compared | In | Contains | Empty | Not | Every | Any


def named(node: Test | Value) -> frozenset[str]:
    """The codes of all that a tree names."""
    match node:
        case Named():
            return frozenset({node.code})
        case Length() | Shifted() | Empty() | Not():
            return named(node.of)
        case Compared() | Contains():
            return named(node.left) | named(node.right)
        case In():
            return named(node.left)
        case Every() | Any():
            return frozenset[str]().union(*(named(part) for part in node.of))
        case Literal():
            return frozenset()
