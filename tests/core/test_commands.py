"""One transaction per action, refusals on the trail, clashes as conflicts."""

import pytest
from sqlalchemy import func, select

from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict, NotAllowed
from registry.core.events import EventRow
from registry.organisations.models import EmailDomain
from registry.rules import policy
from registry.rules.policy import ANONYMOUS, Permission


@command
def add_domains(*names: str) -> None:
    for name in names:
        db.session.add(EmailDomain(domain=name))
        db.session.flush()


@command
def add_and_fail(name: str) -> None:
    add_domains(name)
    raise ValueError(name)


@command
def forbidden() -> None:
    policy.require(ANONYMOUS, Permission.ORGANISATION_EDIT)


def count_domains() -> int:
    return db.session.scalar(select(func.count()).select_from(EmailDomain)) or 0


class TestCommand:
    def test_keeps_what_was_done(self, session):
        add_domains("a.example", "b.example")

        assert count_domains() == 2

    def test_undoes_a_nested_command_when_the_outer_one_fails(self, session):
        with pytest.raises(ValueError, match=r"a\.example"):
            add_and_fail("a.example")

        assert count_domains() == 0

    def test_turns_a_clash_into_a_conflict(self, session):
        add_domains("a.example")

        with pytest.raises(Conflict):
            add_domains("a.example")

    def test_puts_a_refusal_on_the_trail(self, session):
        with pytest.raises(NotAllowed):
            forbidden()

        event = session.scalars(select(EventRow)).one()
        assert (event.kind, event.data["permission"]) == ("refused", "organisation:edit")

    def test_refuses_a_session_with_changes_in_it(self, session):
        session.add(EmailDomain(domain="a.example"))

        with pytest.raises(RuntimeError, match="outside a command"):
            add_domains("b.example")
