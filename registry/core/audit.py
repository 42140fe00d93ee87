"""Checking the audit trail: names the first row that was altered, removed or reordered."""

import hashlib
import hmac
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.core.events import GENESIS, EventRow, Redaction, digest_of, head, link


@dataclass(frozen=True)
class Finding:
    """What a check of the chain found; `fault` is empty when the chain holds."""

    checked: int
    head: str
    fault: str = ""
    tail_known: bool = False


def verify(
    session: Session, kept: str | None = None, key: str = "", tick: Callable[[int], None] = lambda _done: None
) -> Finding:
    """Walk the whole chain from its start.

    `kept` is a head kept outside the database, `N:HASH` or `N:HASH:SEAL`; only with one can a missing
    tail be detected. `tick` is told how many rows are done. Raises ValueError for a head that cannot be
    read or carries another seal.
    """
    redacted = dict(session.execute(select(Redaction.event_id, Redaction.recorded_by_id)).all())
    kept_number, kept_hash = _read_head(kept, key)
    # Plain rows: objects would stay in the session, and a session emptied while it reads breaks off
    rows = session.execute(select(*EventRow.__table__.c).order_by(EventRow.id).execution_options(yield_per=2_000))
    expected, previous, found = 1, GENESIS, ""
    with closing(rows):  # a walk that stops at a fault leaves rows unread
        for row in rows:
            fault = _fault(row, expected, previous, redacted)
            if fault:
                return Finding(expected - 1, previous, fault)
            if row.id == kept_number:
                found = row.hash
            expected, previous = expected + 1, row.hash
            if row.id % 2_000 == 0:
                tick(row.id)
    if kept_number and found != kept_hash:
        return Finding(
            expected - 1, previous, f"Event {kept_number} is missing or is not the one that was kept outside."
        )
    return Finding(expected - 1, previous, tail_known=kept_number > 0)


def sealed_head(session: Session, key: str) -> str:
    """The head of the chain as `N:HASH:SEAL`, to be kept outside the database."""
    number, digest = head(session)
    return f"{number}:{digest}:{_seal(number, digest, key)}"


def _fault(row: Any, expected: int, previous: str, redacted: dict[int, int]) -> str:
    if row.id != expected:
        return f"Event {expected} is missing."
    if row.hash != link(previous, row.id, row.digest):
        return f"Event {row.id} was altered or moved: it does not follow event {row.id - 1}."
    if row.data is None or row.salt is None:
        return "" if redacted.get(row.id, 0) > row.id else f"Event {row.id} lost its data without a redaction."
    if digest_of(row.salt, row.kind, row.recorded_at, row.data) != row.digest:
        return f"Event {row.id} was altered: its data do not match its digest."
    projected = {"actor_id": row.actor_id, "tool_id": row.tool_id, "organisation_id": row.organisation_id}
    if any(row.data.get(name) != value for name, value in projected.items()):
        return f"Event {row.id} was altered: a column does not match its data."
    return ""


def _read_head(kept: str | None, key: str) -> tuple[int, str]:
    if not kept:
        return 0, ""
    number, _, rest = kept.strip().partition(":")
    digest, *seal = rest.split(":")
    if not number.isdecimal() or len(digest) != len(GENESIS) or len(seal) > 1:
        raise ValueError("A head reads N:HASH or N:HASH:SEAL, as `flask audit head` prints it.")
    if seal and not hmac.compare_digest(seal[0], _seal(int(number), digest, key)):
        raise ValueError("The seal of this head does not match: it was not made with this audit key.")
    return int(number), digest


def _seal(number: int, digest: str, key: str) -> str:
    return hmac.new(key.encode(), f"{number}:{digest}".encode(), hashlib.sha256).hexdigest()
