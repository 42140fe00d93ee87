"""The event table is the outbox and the audit trail in one, hash-chained over salted digests.

An event holds identifiers and codes, never free text or personal data. Its data are digested with a
salt of its own; the chain covers the digests, so that a redacted event can lose its data and salt
and the chain still verifies.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, String, insert, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry.core import clock
from registry.core.db import Code, Document, Key, Model, Moment, db
from registry.core.errors import NotAllowed

BUFFER = "events"
GENESIS = "0" * 64
CHAIN_LOCK = 7_014_001
BATCH = 1_000


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact that happened. Subclasses add identifiers and codes, and name their `kind`."""

    kind: ClassVar[str]
    actor_id: int | None


@dataclass(frozen=True, kw_only=True)
class Refused(Event):
    """Somebody tried what the policy does not grant."""

    kind: ClassVar[str] = "refused"
    permission: str
    subject: str


class EventRow(Model):
    """An event as stored. Rows are only ever added, one after the other."""

    __tablename__ = "event"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[Code] = mapped_column(index=True)
    actor_id: Mapped[int | None]
    tool_id: Mapped[int | None] = mapped_column(index=True)
    organisation_id: Mapped[int | None] = mapped_column(index=True)
    recorded_at: Mapped[Moment] = mapped_column(index=True)
    data: Mapped[dict[str, Any] | None] = mapped_column(Document)
    salt: Mapped[str | None] = mapped_column(String(32))
    digest: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class Redaction(Model):
    """Names an event whose data were redacted, and the event that records who did so."""

    __tablename__ = "event_redaction"
    id: Mapped[Key]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("event.id"))


def refused(refusal: NotAllowed) -> Refused:
    """The event that records a refusal."""
    return Refused(actor_id=refusal.actor_id, permission=refusal.permission, subject=refusal.subject)


def emit(event: Event) -> None:
    """Record a fact with the running action; it is written just before the action commits."""
    db.session.info[BUFFER].append((event, clock.now()))


def start(session: Session) -> None:
    """Begin an empty buffer for an action."""
    session.info[BUFFER] = []


def clear(session: Session) -> None:
    """Forget what an action buffered."""
    session.info.pop(BUFFER, None)


def append(session: Session) -> None:
    """Write the buffered events at the head of the chain, just before the commit.

    The lock is taken here and not at the start: held briefly, it makes id order equal commit order.
    """
    buffered: list[tuple[Event, datetime]] = session.info[BUFFER]
    if buffered:
        _write(session, [(event.kind, asdict(event), moment) for event, moment in buffered])
        session.info[BUFFER] = []


def append_many(events: Iterable[Event]) -> int:
    """Write many events within the running action, in batches on the same chain; returns how many.

    For loading data at scale: nothing is buffered, so memory stays flat.
    """
    written = 0
    moment = clock.now()
    for batch in _batches(events, BATCH):
        _write(db.session, [(event.kind, dict(vars(event)), moment) for event in batch])  # flat, so no deep copy
        written += len(batch)
    return written


def head(session: Session) -> tuple[int, str]:
    """Number and hash of the newest event; (0, GENESIS) for an empty chain."""
    row = session.execute(select(EventRow.id, EventRow.hash).order_by(EventRow.id.desc()).limit(1)).first()
    return (row.id, row.hash) if row else (0, GENESIS)


def _write(session: Session, facts: list[tuple[str, dict[str, Any], datetime]]) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})
    number, previous = head(session)
    rows = []
    for kind, data, moment in facts:
        number += 1
        row = _row(number, previous, kind, data, moment)
        previous = row["hash"]
        rows.append(row)
    session.execute(insert(EventRow), rows)


def _row(number: int, previous: str, kind: str, data: dict[str, Any], moment: datetime) -> dict[str, Any]:
    salt = secrets.token_hex(16)
    digest = digest_of(salt, kind, moment, data)
    return {
        "id": number,
        "kind": kind,
        "actor_id": data.get("actor_id"),
        "tool_id": data.get("tool_id"),
        "organisation_id": data.get("organisation_id"),
        "recorded_at": moment,
        "data": data,
        "salt": salt,
        "digest": digest,
        "hash": link(previous, number, digest),
    }


def digest_of(salt: str, kind: str, moment: datetime, data: dict[str, Any]) -> str:
    """SHA-256 over the salt and the event in canonical JSON."""
    return seal(salt, {"kind": kind, "recorded_at": moment.isoformat(timespec="microseconds"), "data": data})


def seal(salt: str, content: object) -> str:
    """SHA-256 over a salt and any JSON content: what an event keeps in place of the text itself."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{salt}{canonical}".encode()).hexdigest()


def link(previous: str, number: int, digest: str) -> str:
    """The hash that ties event `number` to the one before it."""
    return hashlib.sha256(f"{previous}:{number}:{digest}".encode()).hexdigest()


def _batches(events: Iterable[Event], size: int) -> Iterator[list[Event]]:
    batch: list[Event] = []
    for event in events:
        batch.append(event)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
