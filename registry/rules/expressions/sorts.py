"""Which values may be held against which; each refusal marks its place."""

from dataclasses import dataclass
from typing import NoReturn

from registry.rules.expressions.tokens import Token
from registry.rules.expressions.tree import Literal, Named, Value
from registry.rules.expressions.words import Field, Sort, Unreadable

SHOWN = 12  # options in a message

_ORDERED = (Sort.NUMBER, Sort.DATE)


@dataclass(frozen=True)
class Operand:
    """A value as it was read: its sort, and where it stands."""

    node: Value
    sort: Sort
    start: int
    end: int
    field: Field | None = None

    @property
    def name(self) -> str:
        """How a message speaks of it."""
        return self.field.code if self.field else "this"


def refuse(text: str, what: str, at: Operand | Token) -> NoReturn:
    """Refuse at this place."""
    raise Unreadable(text, what, at.start, at.end)


def comparable(text: str, left: Operand, right: Operand, sign: Token) -> None:
    """Refuse values that cannot be compared by this sign, or by `in`."""
    for side in (left, right):
        if side.sort is Sort.CHOICES and not sign.says("in"):
            refuse(text, f"{side.name} takes several answers: ask with contains, or with in and a list.", sign)
    if sign.text in ("<", "<=", ">", ">="):
        for side in (left, right):
            if side.sort not in _ORDERED:
                refuse(text, f"{sign.text} compares numbers and dates, and {side.name} is {side.sort}.", sign)
    _alike(text, left, right)


def containable(text: str, left: Operand, right: Operand, word: Token) -> Named:
    """The field that is looked in. Refuse what can contain nothing, and what cannot be in it."""
    if not isinstance(left.node, Named) or left.sort not in (Sort.TEXT, Sort.CHOICES):
        looks = "contains looks in text and in questions that take several answers"
        refuse(text, f"{looks}, and {left.name} is {left.sort}.", word)
    if left.sort is Sort.CHOICES:
        if not isinstance(right.node, Literal):
            refuse(text, "expected one answer of the list, in quotes.", right)
        _refuse_unknown(text, left, right, right.node)
    elif right.sort is not Sort.TEXT:
        refuse(text, f"expected a text in quotes, and this is {right.sort}.", right)
    return left.node


def shiftable(text: str, left: Operand, sign: Token) -> None:
    """Refuse to count days from what is no date."""
    if left.sort is not Sort.DATE:
        refuse(text, f"{sign.text} counts from a date, and {left.name} is {left.sort}.", sign)


def _alike(text: str, left: Operand, right: Operand) -> None:
    if isinstance(left.node, Literal) and isinstance(right.node, Literal):
        refuse(text, "expected the code of a question on one side: this compares two fixed values.", left)
    for field, other in ((left, right), (right, left)):
        if field.sort in (Sort.CHOICE, Sort.CHOICES) and isinstance(other.node, Literal):
            return _refuse_unknown(text, field, other, other.node)
    if left.sort is not right.sort:
        refuse(text, f"{left.name} is {left.sort} and cannot be compared with {right.sort}.", right)
    return None


def _refuse_unknown(text: str, field: Operand, at: Operand, literal: Literal) -> None:
    if at.sort not in (Sort.TEXT, Sort.FLAG):
        refuse(text, f"{field.name} is {field.sort}: expected one of them in quotes, and this is {at.sort}.", at)
    options = field.field.options if field.field else None
    value = literal.value
    code = ("yes" if value else "no") if isinstance(value, bool) else value
    if options is not None and code not in options:
        listed = ", ".join(f'"{option}"' for option in options[:SHOWN])
        more = f" and {len(options) - SHOWN} more, listed below" if len(options) > SHOWN else ""
        refuse(text, f"this is no answer to {field.name}. Its answers: {listed}{more}.", at)
