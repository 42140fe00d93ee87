"""Delivery: after the commit, in order, at least once; a poisoned event is parked and blocks no other."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from registry.core import clock, delivery
from registry.core.commands import command, transaction
from registry.core.db import db
from registry.core.delivery import ATTEMPTS, Cursor, Delivery, deliver, on
from registry.core.events import EventRow, Refused, append_many, emit
from registry.organisations.events import EmailDomainAdded
from registry.organisations.models import EmailDomain

START = "2026-11-02T08:00:00+00:00"


@pytest.fixture
def subscribers(monkeypatch):
    """Only the subscribers of the test."""
    monkeypatch.setattr(delivery, "SUBSCRIBERS", {})


@command
def say(*numbers: int) -> None:
    for number in numbers:
        emit(EmailDomainAdded(actor_id=None, domain_id=number, organisation_id=None))


@command
def say_and_fail(number: int) -> None:
    say(number)
    raise ValueError("after the event")


def listen(name: str = "listener", poisoned: tuple[int, ...] = ()) -> list[int]:
    """A subscriber that keeps what it heard and fails on what is poisoned."""
    heard: list[int] = []

    @on(EmailDomainAdded, subscriber=name)
    def handle(event: EventRow) -> None:
        if event.data["domain_id"] in poisoned:
            raise ValueError("cannot digest this")
        heard.append(event.data["domain_id"])

    return heard


def keep_row() -> None:
    """A subscriber that writes a row for each event, and then fails on number 2."""

    @on(EmailDomainAdded, subscriber="writer")
    def handle(event: EventRow) -> None:
        number = event.data["domain_id"]
        db.session.add(EmailDomain(domain=f"domain-{number}.example"))
        db.session.flush()
        if number == 2:
            raise ValueError("after writing")


@pytest.mark.usefixtures("session", "subscribers")
class TestDeliver:
    def test_hands_over_in_the_order_of_commits(self):
        heard = listen()
        say(3, 1)
        say(2)

        deliver()

        assert heard == [3, 1, 2]

    def test_hands_over_each_event_once(self):
        heard = listen()
        say(1)

        first, second = deliver(), deliver()

        assert (first, second, heard) == (1, 0, [1])

    def test_knows_nothing_of_an_action_that_failed(self):
        heard = listen()
        with pytest.raises(ValueError, match="after the event"):
            say_and_fail(1)

        deliver()

        assert heard == []

    def test_hands_over_to_each_subscriber(self):
        one, other = listen("one"), listen("other")
        say(1, 2)

        deliver()

        assert (one, other) == ([1, 2], [1, 2])

    def test_gives_a_late_subscriber_what_was_before_it(self):
        say(1, 2)
        heard = listen()

        deliver()

        assert heard == [1, 2]

    def test_passes_over_other_kinds_of_event(self):
        heard = listen()
        with transaction():
            emit(Refused(actor_id=None, permission="tool:edit", subject=""))
        say(1)

        assert (deliver(), heard) == (1, [1])

    def test_stops_at_its_limit_and_goes_on_next_time(self):
        heard = listen()
        with transaction():
            append_many(EmailDomainAdded(actor_id=None, domain_id=n, organisation_id=None) for n in range(5))

        deliver(limit=2)
        after_two = list(heard)
        deliver()

        assert (after_two, heard) == ([0, 1], [0, 1, 2, 3, 4])

    def test_moves_the_cursor_with_the_work(self):
        listen()
        say(1, 2)

        deliver()

        assert db.session.get(Cursor, "listener").event_id == 2


@pytest.mark.usefixtures("session", "subscribers")
class TestPoison:
    def test_blocks_no_other_event(self):
        heard = listen(poisoned=(2,))
        say(1, 2, 3)

        deliver()

        assert heard == [1, 3]

    def test_blocks_no_other_subscriber(self):
        listen("ill", poisoned=(1, 2))
        well = listen("well")
        say(1, 2)

        deliver()

        assert well == [1, 2]

    def test_undoes_what_the_handler_wrote(self):
        keep_row()
        say(1, 2, 3)

        deliver()

        domains = db.session.scalars(select(EmailDomain.domain).order_by(EmailDomain.domain)).all()
        assert domains == ["domain-1.example", "domain-3.example"]

    def test_is_written_down_with_its_error(self):
        listen(poisoned=(1,))
        say(1)

        deliver()

        row = db.session.scalars(select(Delivery)).one()
        assert (row.attempts, row.last_error, row.parked_at) == (1, "ValueError: cannot digest this", None)

    def test_is_not_tried_again_at_once(self):
        listen(poisoned=(1,))
        say(1)
        with time_machine.travel(START, tick=False):
            deliver()

            assert deliver() == 0

    def test_is_tried_again_after_a_pause_and_done_when_it_works(self):
        listen(poisoned=(1,))
        say(1)
        with time_machine.travel(START, tick=False) as traveller:
            deliver()
            heard = listen()  # the same subscriber, mended
            traveller.shift(timedelta(minutes=1))
            deliver()
            traveller.shift(timedelta(minutes=10))
            deliver()

        assert heard == [1]
        assert db.session.scalars(select(Delivery)).one().done_at is not None

    def test_is_parked_after_five_attempts(self):
        listen(poisoned=(1,))
        say(1)
        with time_machine.travel(START, tick=False) as traveller:
            for _ in range(ATTEMPTS + 3):
                deliver()
                traveller.shift(timedelta(hours=1))

        row = db.session.scalars(select(Delivery)).one()
        assert (row.attempts, row.parked_at is not None, row.done_at) == (5, True, None)

    def test_waits_longer_each_time(self):
        listen(poisoned=(1,))
        say(1)
        pauses = []
        with time_machine.travel(START, tick=False) as traveller:
            for _ in range(ATTEMPTS - 1):
                deliver()
                row = db.session.scalars(select(Delivery)).one()
                pauses.append(row.next_attempt_at - clock.now())
                traveller.shift(pauses[-1])

        assert pauses == sorted(pauses)
        assert len(set(pauses)) == len(pauses)


@pytest.mark.usefixtures("session", "subscribers")
class TestRepeat:
    def test_a_handler_that_is_run_twice_leaves_the_same(self):
        @on(EmailDomainAdded, subscriber="writer")
        def handle(event: EventRow) -> None:
            name = f"domain-{event.data['domain_id']}.example"
            if db.session.scalar(select(EmailDomain.id).where(EmailDomain.domain == name)) is None:
                db.session.add(EmailDomain(domain=name))

        say(1, 2)
        deliver()
        with transaction():
            db.session.get_one(Cursor, "writer").event_id = 0  # as after a restored backup

        deliver()

        assert db.session.scalar(select(func.count()).select_from(EmailDomain)) == 2
