"""A tree written out again, so that reading it gives the same tree."""

from datetime import date
from decimal import Decimal

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


def printed(tree: Test) -> str:
    """The expression that reads as this tree."""
    match tree:
        case Any():
            return " or ".join(_inside(part, Any) for part in tree.of)
        case Every():
            return " and ".join(_inside(part, Any, Every) for part in tree.of)
        case Not():
            return f"not {_inside(tree.of, Any, Every)}"
        case Compared():
            return f"{_value(tree.left)} {tree.sign} {_value(tree.right)}"
        case In():
            return f"{_value(tree.left)} {_not(tree.negated)}in [{', '.join(map(_value, tree.items))}]"
        case Contains():
            return f"{_value(tree.left)} {_not(tree.negated)}contains {_value(tree.right)}"
        case Empty():
            return f"{_value(tree.of)} is {_not(tree.negated)}empty"


def _inside(part: Test, *bracketed: type[Any] | type[Every]) -> str:
    return f"({printed(part)})" if isinstance(part, bracketed) else printed(part)


def _value(value: Value) -> str:
    match value:
        case Named():
            return value.code
        case Length():
            return f"length {value.of.code}"
        case Shifted():
            unit = value.unit if value.number == 1 else f"{value.unit}s"
            return f"{_value(value.of)} {value.sign} {value.number} {unit}"
        case Literal():
            return _literal(value.value)


def _literal(value: str | Decimal | date | bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return f"'{value}'" if '"' in value else f'"{value}"'
    return f"{value:f}" if isinstance(value, Decimal) else value.isoformat()


def _not(negated: bool) -> str:
    return "not " if negated else ""
