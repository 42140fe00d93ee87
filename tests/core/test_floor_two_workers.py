"""Delivery when a second worker was quicker, or the database was the one at fault."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from registry.core import clock, delivery
from registry.core.commands import command, transaction
from registry.core.db import db
from registry.core.delivery import Cursor, Delivery, Subscriber, deliver, on
from registry.core.events import EventRow, emit
from registry.organisations.events import EmailDomainAdded


@pytest.fixture
def heard(session, monkeypatch) -> list[int]:
    """A subscriber alone, and what it heard."""
    monkeypatch.setattr(delivery, "SUBSCRIBERS", {})
    found: list[int] = []

    @on(EmailDomainAdded, subscriber="listener")
    def handle(event: EventRow) -> None:
        found.append(event.id)

    return found


@command
def say(times: int) -> None:
    for number in range(times):
        emit(EmailDomainAdded(actor_id=None, domain_id=number, organisation_id=None))


def listener() -> Subscriber:
    return delivery.SUBSCRIBERS["listener"]


def aside(event_id: int, **values: object) -> None:
    facts = {"attempts": 1, "last_error": "x", "next_attempt_at": clock.now() - timedelta(hours=1), **values}
    with transaction():
        db.session.add(Delivery(event_id=event_id, subscriber="listener", **facts))


class TestAFailure:
    def test_sets_aside_the_event_that_failed_and_not_the_one_after_it(self, heard):
        say(2)
        with transaction():
            db.session.add(Cursor(subscriber="listener", event_id=1))  # the other worker has handled event 1

        delivery._set_aside(listener(), 1, ValueError("too late"))
        deliver()

        assert heard == [2]

    def test_after_the_cursor_was_set_back_meets_its_old_row(self, heard):
        say(1)
        aside(1, done_at=clock.now())

        delivery._set_aside(listener(), 1, ValueError("again"))

        row = db.session.scalars(select(Delivery)).one()
        assert (row.done_at, row.attempts, row.last_error) == (None, 1, "ValueError: again")

    def test_of_the_database_is_not_laid_upon_an_event(self, heard, monkeypatch):
        say(1)

        def gone(_subscriber: Subscriber) -> None:
            raise OperationalError("SELECT", {}, ConnectionError())

        with monkeypatch.context() as patched:
            patched.setattr(delivery, "_take", gone)
            with pytest.raises(OperationalError):
                deliver()

        deliver()
        assert (heard, db.session.scalars(select(Delivery)).all()) == ([1], [])


class TestARetry:
    def test_that_another_worker_has_just_made_is_not_made_again(self, heard, monkeypatch):
        say(1)
        deliver()
        aside(1, done_at=clock.now())
        monkeypatch.setattr(delivery, "_due", lambda _name, _moment: [1])  # read before the other one was done

        deliver()

        assert heard == [1]
