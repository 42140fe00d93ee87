"""Events: written with the action that emitted them, in the order of commits, or not at all."""

import pytest
from sqlalchemy import func, select

from registry.core.audit import verify
from registry.core.commands import command, transaction
from registry.core.events import GENESIS, EventRow, append_many, emit, head
from registry.organisations.events import EmailDomainAdded
from registry.organisations.services import add_email_domain


def fact(number: int) -> EmailDomainAdded:
    return EmailDomainAdded(actor_id=None, domain_id=number, organisation_id=None)


def stored(session) -> list[tuple[int, int]]:
    rows = session.scalars(select(EventRow).order_by(EventRow.id))
    return [(row.id, row.data["domain_id"]) for row in rows]


@command
def say(*numbers: int) -> None:
    for number in numbers:
        emit(fact(number))


@command
def say_and_fail(number: int) -> None:
    emit(fact(number))
    raise ValueError("after the event")


@command
def append_and_fail() -> None:
    append_many(fact(number) for number in range(10))
    raise ValueError("after the events")


@command
def outer(first: int, second: int) -> None:
    emit(fact(first))
    say(second)


class TestEmit:
    def test_is_written_with_the_action(self, session):
        say(1, 2)

        assert stored(session) == [(1, 1), (2, 2)]

    def test_never_appears_when_the_action_fails(self, session):
        with pytest.raises(ValueError, match="after the event"):
            say_and_fail(1)

        assert stored(session) == []

    def test_is_forgotten_by_the_next_action(self, session):
        with pytest.raises(ValueError, match="after the event"):
            say_and_fail(1)

        say(2)

        assert stored(session) == [(1, 2)]

    def test_of_an_action_inside_another_is_written_with_the_outer_one(self, session):
        outer(1, 2)

        assert stored(session) == [(1, 1), (2, 2)]

    def test_of_a_broken_constraint_never_appears(self, session):
        add_email_domain("a.example")
        before = head(session)

        with pytest.raises(Exception, match="same moment"):
            add_email_domain("a.example")

        assert head(session) == before

    def test_outside_an_action_is_a_mistake(self, session):
        with pytest.raises(KeyError):
            emit(fact(1))

    def test_projects_who_and_where(self, session):
        with transaction():
            emit(EmailDomainAdded(actor_id=None, domain_id=3, organisation_id=8))

        row = session.scalars(select(EventRow)).one()
        assert (row.kind, row.actor_id, row.tool_id, row.organisation_id) == ("email-domain-added", None, None, 8)

    def test_is_salted_so_that_equal_facts_look_different(self, session):
        say(1, 1)

        one, other = session.scalars(select(EventRow)).all()
        assert (one.data == other.data, one.digest == other.digest) == (True, False)


class TestAppendMany:
    def test_continues_the_chain_across_batches(self, session):
        say(0)
        with transaction():
            written = append_many(fact(number) for number in range(2_500))
        say(9_999)

        finding = verify(session)
        assert (written, finding.checked, finding.fault) == (2_500, 2_502, "")

    def test_of_nothing_writes_nothing(self, session):
        with transaction():
            assert append_many([]) == 0

        assert session.scalar(select(func.count()).select_from(EventRow)) == 0

    def test_is_undone_with_the_action(self, session):
        with pytest.raises(ValueError, match="after the events"):
            append_and_fail()

        assert head(session) == (0, GENESIS)
