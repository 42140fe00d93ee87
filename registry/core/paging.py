"""A page of a longer list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Select, func, select

from registry.core.db import db

T = TypeVar("T")

SIZE = 20
FURTHEST = 10_000


@dataclass(frozen=True)
class Page(Generic[T]):
    """The items of one page, its number from 1, and how many there are in all."""

    items: Sequence[T]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """The place in the whole list of this page's first item, from 1; 0 when there is none."""
        return (self.number - 1) * self.size + 1 if self.items else 0

    @property
    def last(self) -> int:
        """The place in the whole list of this page's last item."""
        return self.first + len(self.items) - 1 if self.items else 0


def bounded(number: int | None) -> int:
    """A page number that can be served, whatever was asked for."""
    return min(max(number or 1, 1), FURTHEST)


def page_of_rows(statement: Select[T], number: int | None, size: int = SIZE) -> Page[T]:
    """Run a select of whole entities for one page, the last one for a number beyond it, with the total: two statements."""
    total = db.session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
    number = min(bounded(number), Page((), 1, size, total).pages)
    items = db.session.scalars(statement.limit(size).offset((number - 1) * size)).unique().all()
    return Page(items, number, size, total)
