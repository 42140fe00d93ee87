"""What goes with an organisation when it merges or splits: each kind of row is found, moved, and moved back.

A slice says in its own module of this name which of its rows move. Everything here runs inside the one action that
changes the organisations.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute

from registry.core.db import db
from registry.organisations.models import EmailDomain, Organisation

CHUNK = 500


@dataclass(frozen=True)
class Act:
    """The change that rows move with: whose it is, from which day on, when it is recorded, and how a page tells it."""

    actor_id: int | None
    on: date
    moment: datetime
    words: str


@dataclass(frozen=True)
class Found:
    """A row that moves: where it is, how a page names it, and what of it was shown before it moved."""

    subject: str
    id: int
    home: int
    label: str
    shown: str = ""
    tool_id: int | None = None

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.subject}:{self.id}"


@dataclass(frozen=True)
class Moved:
    """A row that moved, before and after; `left` says that it stays because it changed since."""

    subject: str
    id: int
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    left: bool = False


Pairs = Sequence[tuple[Found, int]]


class Kind(Protocol):
    """One kind of row that moves."""

    @property
    def subject(self) -> str:
        """Its code."""

    def found(self, homes: Collection[int], on: date) -> list[Found]:
        """The rows at these organisations that move."""

    def move(self, act: Act, pairs: Pairs) -> list[Moved]:
        """Move each row to its new organisation."""

    def back(self, act: Act, rows: Sequence[Moved]) -> list[Moved]:
        """Move rows back, unless they changed since: those come back marked as left."""


Rows = Callable[[Collection[int], date], Select[*tuple[Any, ...]]]


@dataclass(frozen=True)
class Column:
    """Rows of which one column names the organisation. `rows` selects id, home and label of those that move."""

    subject: str
    column: InstrumentedAttribute[Any]
    rows: Rows
    clashes: Callable[[Any, int], bool] = field(default=lambda _row, _to: False)
    told: Callable[[Act, Any, int], None] = field(default=lambda _act, _row, _home: None)

    def found(self, homes: Collection[int], on: date) -> list[Found]:
        """The rows at these organisations that move: one statement."""
        return [
            Found(self.subject, row.id, row.home, row.label, getattr(row, "shown", ""), getattr(row, "tool_id", None))
            for row in db.session.execute(self.rows(homes, on).order_by(self.column.class_.id))
        ]

    def move(self, act: Act, pairs: Pairs) -> list[Moved]:
        """Set the column; a row that its new organisation has already stays."""
        to = {found.id: target for found, target in pairs}
        return [
            self._set(act, row, to[row.id])
            for row in loaded(self.column.class_, to)
            if not self.clashes(row, to[row.id])
        ]

    def back(self, act: Act, rows: Sequence[Moved]) -> list[Moved]:
        """Set the column back where the row still stands open at the organisation that it moved to."""
        key = self.column.key
        homes = {row.after[key] for row in rows}
        here = {found.id: found.home for found in self.found(homes, act.on)}
        known = {row.id: row for row in rows}
        still = [number for number, row in known.items() if here.get(number) == row.after[key]]
        moved = [self._set(act, row, known[row.id].before[key]) for row in loaded(self.column.class_, still)]
        left = (row for number, row in known.items() if number not in still)
        return [*moved, *(Moved(row.subject, row.id, row.before, row.after, left=True) for row in left)]

    def _set(self, act: Act, row: Any, to: int) -> Moved:
        key = self.column.key
        home = getattr(row, key)
        setattr(row, key, to)
        self.told(act, row, home)
        return Moved(self.subject, row.id, {key: home}, {key: to})


def loaded(model: Any, ids: Iterable[int]) -> Iterator[Any]:
    """Rows by their numbers, as they are now, locked."""
    for batch in chunks(sorted(ids)):
        yield from db.session.scalars(
            select(model)
            .where(model.id.in_(batch))
            .order_by(model.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )


def chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Some numbers at a time: a statement takes only so many."""
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def _domains(homes: Collection[int], _on: date) -> Select[*tuple[Any, ...]]:
    return select(EmailDomain.id, EmailDomain.organisation_id.label("home"), EmailDomain.domain.label("label")).where(
        EmailDomain.organisation_id.in_(homes)
    )


class Mailbox:
    """The team mailbox: a successor without one takes over that of the first organisation that had one."""

    subject = "mailbox"

    def found(self, homes: Collection[int], _on: date) -> list[Found]:
        """The organisations that have one."""
        rows = select(Organisation).where(Organisation.id.in_(homes), Organisation.mailbox.is_not(None))
        return [
            Found(self.subject, row.id, row.id, row.mailbox or "")
            for row in db.session.scalars(rows.order_by(Organisation.id))
        ]

    def move(self, _act: Act, pairs: Pairs) -> list[Moved]:
        """Give it to a successor that has none."""
        moved = []
        for found, to in pairs:
            heir = db.session.get_one(Organisation, to)
            if heir.mailbox is None:
                heir.mailbox = found.label
                moved.append(Moved(self.subject, heir.id, {"mailbox": None}, {"mailbox": found.label}))
        return moved

    def back(self, _act: Act, rows: Sequence[Moved]) -> list[Moved]:
        """Take it away again where it is still the same one."""
        back = []
        for row in rows:
            heir = db.session.get_one(Organisation, row.id)
            if heir.mailbox == row.after["mailbox"]:
                heir.mailbox = row.before["mailbox"]
                back.append(Moved(row.subject, row.id, row.after, row.before))
            else:
                back.append(Moved(row.subject, row.id, row.before, row.after, left=True))
        return back


KINDS: tuple[Kind, ...] = (Column("email-domain", EmailDomain.organisation_id, _domains), Mailbox())
