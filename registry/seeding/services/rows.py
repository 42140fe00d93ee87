"""Bringing rows in line with a seed file: what is new is added, what differs is changed, the rest is left alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from registry.core.db import Model, db
from registry.seeding.files import Row


@dataclass
class Changes:
    """How many rows were added and changed, and every row by its key."""

    added: int = 0
    changed: int = 0
    rows: dict[tuple[Any, ...], Any] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed)

    def __add__(self, other: "Changes") -> "Changes":
        return Changes(self.added + other.added, self.changed + other.changed, {**self.rows, **other.rows})


def align(model: type[Model], keys: Sequence[str], wanted: Iterable[Row]) -> Changes:
    """Add or change rows of a table so that they hold what is wanted; rows that nobody named are left alone."""
    found = {_key(row, keys): row for row in db.session.scalars(select(model))}
    changes = Changes(rows=found)
    for values in wanted:
        key = tuple(values[name] for name in keys)
        row = found.get(key)
        if row is None:
            found[key] = row = model(**values)
            db.session.add(row)
            changes.added += 1
        else:
            changes.changed += _update(row, values)
    db.session.flush()
    return changes


def _update(row: Model, values: Mapping[str, Any]) -> bool:
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    return bool(differing)


def _key(row: Model, keys: Sequence[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in keys)
