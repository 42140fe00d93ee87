"""A transaction inside another would undo the outer one's work: it is refused, loudly."""

import pytest

from registry.core.commands import command, transaction
from registry.core.db import db
from registry.organisations.models import EmailDomain


@command
def open_another() -> None:
    db.session.add(EmailDomain(domain="a.example"))
    db.session.flush()
    with transaction():
        pass


class TestTransaction:
    def test_refuses_to_start_inside_an_action(self, session):
        with pytest.raises(RuntimeError, match="inside another"):
            open_another()

    def test_leaves_nothing_of_the_action_that_tried(self, session):
        with pytest.raises(RuntimeError):
            open_another()

        assert session.query(EmailDomain).count() == 0

    def test_lets_the_next_action_run(self, session):
        with pytest.raises(RuntimeError):
            open_another()

        with transaction():
            session.add(EmailDomain(domain="b.example"))

        assert session.query(EmailDomain).count() == 1
