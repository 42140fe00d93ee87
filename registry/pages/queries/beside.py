"""Rows of many kinds in the same columns, so that one statement reads all that stands around a tool."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, Integer, String, cast, literal, null

from registry.core.db import Aware


@dataclass(frozen=True)
class Row:
    """Something around a tool; what its columns hold depends on its kind."""

    kind: str
    id: int
    moment: datetime | None
    day: date | None
    number: int | None
    title: str | None
    text: str | None
    url: str | None
    dated: str | None
    verified: bool | None


def row_of(kind: str, key: Any, **given: Any) -> list[Any]:
    """The columns in order; what a kind lacks is an empty one of the right type."""
    types: dict[str, Any] = {
        "moment": Aware(),
        "day": Date(),
        "number": Integer(),
        "title": String(),
        "text": String(),
        "url": String(),
        "dated": String(),
        "verified": Boolean(),
    }
    empty: dict[str, Any] = {name: cast(null(), kind_of) for name, kind_of in types.items()}
    return [literal(kind).label("kind"), key.label("id")] + [given.get(name, empty[name]).label(name) for name in types]
