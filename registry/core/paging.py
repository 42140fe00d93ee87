"""A page of a longer list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from sqlalchemy import Row, Select, func, select

from registry.core.db import db

T = TypeVar("T")
U = TypeVar("U")

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

    def of(self, items: Sequence[U]) -> "Page[U]":
        """The same page with what is made of its items."""
        return replace(self, items=items)  # type: ignore[arg-type, return-value]


def bounded(number: int | None) -> int:
    """A page number that can be served, whatever was asked for."""
    return min(max(number or 1, 1), FURTHEST)


def within(number: int | None, total: int, size: int) -> int:
    """The number of a page that there is: the last one for a number beyond it."""
    return min(bounded(number), Page((), 1, size, total).pages)


def page_by(fetch: Callable[[int, int], tuple[Sequence[T], int]], number: int | None, size: int = SIZE) -> Page[T]:
    """A page of what `fetch(most, after)` finds together with the total; the last one for a number beyond it.

    Asked once, and only for a number beyond the last page, where nothing says how many there are, twice more.
    """
    number = bounded(number)
    items, total = fetch(size, (number - 1) * size)
    if not items and number > 1:
        number = within(number, fetch(1, 0)[1], size)
        items, total = fetch(size, (number - 1) * size)
    return Page(items, number, size, total)


def page_of_counted(statement: Select[*tuple[Any, ...]], number: int | None, size: int = SIZE) -> Page[Row[Any]]:
    """A page of a select whose column `total` says how many rows there are: one statement, as `page_by` has it."""

    def fetch(most: int, after: int) -> tuple[Sequence[Row[Any]], int]:
        rows = db.session.execute(statement.limit(most).offset(after)).all()
        return rows, rows[0].total if rows else 0

    return page_by(fetch, number, size)


def page_of_columns(statement: Select[*tuple[Any, ...]], number: int | None, size: int = SIZE) -> Page[Row[Any]]:
    """Run a select of columns for one page, the last one for a number beyond it, with the total: two statements."""
    total = _total(statement)
    number = within(number, total, size)
    return Page(db.session.execute(statement.limit(size).offset((number - 1) * size)).all(), number, size, total)


def page_of_rows(statement: Select[T], number: int | None, size: int = SIZE) -> Page[T]:
    """Run a select of whole entities for one page, the last one for a number beyond it, with the total: two statements."""
    total = _total(statement)
    number = within(number, total, size)
    items = db.session.scalars(statement.limit(size).offset((number - 1) * size)).unique().all()
    return Page(items, number, size, total)


def page_of_items(items: Sequence[T], number: int | None, size: int = SIZE) -> Page[T]:
    """A page of what is all at hand, the last one for a number beyond it."""
    number = within(number, len(items), size)
    return Page(items[(number - 1) * size : number * size], number, size, len(items))


def _total(statement: Select[*tuple[Any, ...]]) -> int:
    return db.session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
