"""Attempts are counted in the database, so that every web worker keeps the same limit."""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import delete, func, select

from registry.accounts.models import FailedSignIn
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import TooMany

WINDOW = timedelta(minutes=15)
PER_ACCOUNT, PER_NETWORK = 5, 30


@contextmanager
def attempt(secret: str, limits: Mapping[str, int], *, keep: bool = False) -> Iterator[None]:
    """Count an attempt against each key's limit; one that succeeds is not held against anybody, unless to `keep`.

    It is counted before its outcome is known, and looked at after it was stored, so that attempts made
    at the same moment cannot all slip through. Raises TooMany for an attempt over a limit, which is not
    counted: else nobody could ever get in again.
    """
    keys = {_key(secret, name): limit for name, limit in limits.items()}
    ids = _store(list(keys))
    if _over(keys):
        _forget(ids)
        minutes = round(WINDOW.total_seconds() / 60)
        raise TooMany(
            f"There were too many attempts. Wait {minutes} minutes and try again.", round(WINDOW.total_seconds())
        )
    yield
    if not keep:
        _forget(ids)


@command
def forget_failures(secret: str, name: str) -> None:
    """The person got in: earlier slips of theirs no longer count."""
    db.session.execute(delete(FailedSignIn).where(FailedSignIn.key == _key(secret, name)))


@command
def _store(keys: list[str]) -> list[int]:
    """Add an attempt for each key, and drop those that no longer count."""
    moment = clock.now()
    db.session.execute(delete(FailedSignIn).where(FailedSignIn.happened_at <= moment - WINDOW))
    rows = [FailedSignIn(key=key, happened_at=moment) for key in keys]
    db.session.add_all(rows)
    db.session.flush()
    return [row.id for row in rows]


def _over(keys: Mapping[str, int]) -> bool:
    recent = FailedSignIn.happened_at > clock.now() - WINDOW
    counted = db.session.execute(
        select(FailedSignIn.key, func.count()).where(FailedSignIn.key.in_(keys), recent).group_by(FailedSignIn.key)
    )
    return any(count > keys[key] for key, count in counted)


@command
def _forget(ids: list[int]) -> None:
    db.session.execute(delete(FailedSignIn).where(FailedSignIn.id.in_(ids)))


def _key(secret: str, name: str) -> str:
    return hmac.new(secret.encode(), name.encode(), hashlib.sha256).hexdigest()
