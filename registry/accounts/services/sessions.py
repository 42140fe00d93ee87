"""Sessions live on the server's side: the cookie holds 256 random bits, the row their hash."""

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import update

from registry.accounts.models import SignIn
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db

SEEN_EVERY = timedelta(minutes=5)


def hash_of(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@command
def start_session(person_id: int, hours: int, replaces: int | None = None) -> str:
    """Open a session and return its token; the session it replaces ends at once."""
    moment = clock.now()
    token = secrets.token_urlsafe(32)
    if replaces is not None:
        end_session(replaces)
    db.session.add(
        SignIn(
            token_hash=hash_of(token),
            person_id=person_id,
            started_at=moment,
            seen_at=moment,
            expires_at=moment + timedelta(hours=hours),
        )
    )
    return token


@command
def touch_session(sign_in_id: int) -> None:
    """Note that the session is in use, so that it does not fall idle."""
    db.session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=clock.now()))


@command
def end_session(sign_in_id: int) -> None:
    """Close a session; its token is of no more use."""
    db.session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(ended_at=clock.now()))
