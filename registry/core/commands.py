"""One transaction per action: all of it happens and is in the audit trail, or none of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

import structlog
from sqlalchemy.exc import IntegrityError

from registry.core import events
from registry.core.db import db
from registry.core.errors import Conflict, NotAllowed

P = ParamSpec("P")
R = TypeVar("R")

RUNNING = "command-running"

log = structlog.get_logger(__name__)


def command(function: Callable[P, R]) -> Callable[P, R]:
    """Run the function in one transaction; a command called inside another joins it.

    A NotAllowed is written to the audit trail in a transaction of its own after the rollback. A broken
    uniqueness or check constraint becomes a Conflict.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if db.session.info.get(RUNNING):
            return function(*args, **kwargs)
        try:
            with transaction():
                return function(*args, **kwargs)
        except NotAllowed as refusal:
            record_refusal(refusal)
            raise
        except IntegrityError as error:
            log.warning("constraint-broken", command=function.__qualname__, error=type(error.orig).__name__)
            raise Conflict(
                "Somebody else saved this at the same moment, or it was sent twice. Reload the page and look before you try again."
            ) from error

    return run


def let_go() -> None:
    """End the read that is open, before work that takes long and needs no database. Not inside an action."""
    if db.session.info.get(RUNNING):
        raise RuntimeError("The action would lose what it did.")
    db.session.rollback()


def record_refusal(refusal: NotAllowed) -> None:
    """Put a refused attempt on the audit trail in a transaction of its own; once, wherever it is met again."""
    if not refusal.recorded:
        with transaction():
            events.emit(events.refused(refusal))
        refusal.recorded = True


@contextmanager
def transaction(patience: int | None = None) -> Iterator[None]:
    """The outermost transaction of an action: write lock, work, events, commit.

    With `patience`, in milliseconds, it waits no longer for a lock, and raises OperationalError.
    """
    session = db.session
    if session.info.get(RUNNING):
        raise RuntimeError("A transaction was started inside another: its rollback would undo the outer one's work.")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("Something changed a row outside a command.")
    session.rollback()  # ends the read transaction, so that the action sees the newest rows
    session.connection(execution_options={"writes": True, "patience": patience})
    session.info[RUNNING] = True
    events.start(session)
    try:
        yield
        session.flush()
        events.append(session)
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop(RUNNING, None)
        events.clear(session)
