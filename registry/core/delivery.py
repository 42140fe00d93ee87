"""Delivering events to subscribers, after the commit and outside the request.

Each subscriber has a cursor. An event is handled in one transaction with the cursor's advance. One that
fails is set aside, retried with growing pauses and parked after five attempts, and blocks no other.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.core import clock
from registry.core.commands import transaction
from registry.core.db import Code, Model, Moment, Prose, db
from registry.core.events import Event, EventRow

Handler = Callable[[EventRow], None]

ATTEMPTS = 5
PAUSE = timedelta(seconds=2)

log = structlog.get_logger(__name__)


@dataclass
class Subscriber:
    """Who wants to hear of which kinds of event."""

    name: str
    handlers: dict[str, Handler] = field(default_factory=dict)


SUBSCRIBERS: dict[str, Subscriber] = {}


class Cursor(Model):
    """How far a subscriber has come."""

    __tablename__ = "delivery_cursor"
    subscriber: Mapped[Code] = mapped_column(primary_key=True)
    event_id: Mapped[int]


class Delivery(Model):
    """An event that a subscriber failed on: how often, why, when next, and whether it was done or parked."""

    __tablename__ = "delivery"
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    subscriber: Mapped[Code] = mapped_column(primary_key=True)
    attempts: Mapped[int]
    last_error: Mapped[Prose]
    next_attempt_at: Mapped[Moment]
    done_at: Mapped[Moment | None]
    parked_at: Mapped[Moment | None]


def on(*kinds: type[Event], subscriber: str) -> Callable[[Handler], Handler]:
    """Register a handler: it is given the stored event, and may be given the same one twice."""

    def register(handler: Handler) -> Handler:
        known = SUBSCRIBERS.setdefault(subscriber, Subscriber(subscriber))
        known.handlers.update({kind.kind: handler for kind in kinds})
        return handler

    return register


def deliver(limit: int = 10_000) -> int:
    """Hand waiting events to every subscriber; returns how many were handled."""
    return sum(_drain(subscriber, limit) + _retry(subscriber) for subscriber in SUBSCRIBERS.values())


def _drain(subscriber: Subscriber, limit: int) -> int:
    done = 0
    while done < limit and _next_id(subscriber) is not None:
        number = None
        try:
            with transaction():
                event = _take(subscriber)
                if event is None:
                    break
                number = event.id
                subscriber.handlers[event.kind](event)
        except Exception as error:
            if number is None:
                raise  # the database's fault, not the event's: look again later
            _set_aside(subscriber, number, error)
        done += 1
    return done


def _next_id(subscriber: Subscriber) -> int | None:
    return db.session.scalar(
        select(func.min(EventRow.id)).where(
            EventRow.id
            > func.coalesce(select(Cursor.event_id).where(Cursor.subscriber == subscriber.name).scalar_subquery(), 0),
            EventRow.kind.in_(subscriber.handlers),
        )
    )


def _take(subscriber: Subscriber) -> EventRow | None:
    """Lock the cursor, move it to the next event and return that event."""
    cursor = _cursor(subscriber)
    number = _next_id(subscriber)
    if number is None:
        return None
    cursor.event_id = number
    return db.session.get_one(EventRow, number)


def _cursor(subscriber: Subscriber) -> Cursor:
    cursor = db.session.get(Cursor, subscriber.name, with_for_update=True)
    if cursor is None:
        cursor = Cursor(subscriber=subscriber.name, event_id=0)
        db.session.add(cursor)
        db.session.flush()
    return cursor


def _set_aside(subscriber: Subscriber, number: int, error: Exception) -> None:
    """Pass over the event that failed, unless another worker has taken it meanwhile."""
    with transaction():
        cursor = _cursor(subscriber)
        if cursor.event_id < number:
            cursor.event_id = number
            db.session.merge(  # a cursor that was set back meets the events it set aside before
                Delivery(
                    event_id=number,
                    subscriber=subscriber.name,
                    attempts=1,
                    last_error=_describe(error),
                    next_attempt_at=clock.now() + PAUSE,
                    done_at=None,
                    parked_at=None,
                )
            )
            log.warning("delivery-failed", subscriber=subscriber.name, event_id=number, error=_describe(error))


def _retry(subscriber: Subscriber) -> int:
    due = _due(subscriber.name, clock.now())
    for number in due:
        try:
            with transaction():
                delivery = db.session.get_one(Delivery, (number, subscriber.name), with_for_update=True)
                if not _waiting(delivery):
                    continue  # another worker tried it while this one waited for the row
                event = db.session.get_one(EventRow, number)
                subscriber.handlers[event.kind](event)
                delivery.done_at = clock.now()
        except Exception as error:
            _count_failure(subscriber, number, error)
    return len(due)


def _due(name: str, moment: datetime) -> list[int]:
    return list(
        db.session.scalars(
            select(Delivery.event_id)
            .where(
                Delivery.subscriber == name,
                Delivery.done_at.is_(None),
                Delivery.parked_at.is_(None),
                Delivery.next_attempt_at <= moment,
            )
            .order_by(Delivery.event_id)
        )
    )


def _waiting(delivery: Delivery) -> bool:
    settled = delivery.done_at or delivery.parked_at
    return not settled and delivery.next_attempt_at <= clock.now()


def _count_failure(subscriber: Subscriber, number: int, error: Exception) -> None:
    with transaction():
        delivery = db.session.get_one(Delivery, (number, subscriber.name), with_for_update=True)
        delivery.attempts += 1
        delivery.last_error = _describe(error)
        delivery.next_attempt_at = clock.now() + PAUSE * 2**delivery.attempts
        if delivery.attempts >= ATTEMPTS:
            delivery.parked_at = clock.now()
            log.error("delivery-parked", subscriber=subscriber.name, event_id=number)


def _describe(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]
