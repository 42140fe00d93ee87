"""What nobody confirms for two months is passed on once, then left alone."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from registry.core import clock
from registry.notifications.models import Notice
from registry.notifications.services.digests import digests
from registry.replication.services import confirm
from registry.rules.words import Role, Visibility
from tests import factories as f
from tests.freshness.facts import a_query

EXPIRES = date(2026, 3, 20)


@pytest.fixture
def month(time_machine):
    """Move to the morning of a day of 2026 and let the worker write its digests."""

    def at(number: int, day: int = 1) -> int:
        time_machine.move_to(datetime(2026, number, day, 9, tzinfo=UTC), tick=False)
        return digests(clock.now())

    time_machine.move_to(datetime(2026, 1, 1, 9, tzinfo=UTC), tick=False)
    return at


def something_due(force, **fields):
    return f.AnAdoption(organisation=force, expires_on=EXPIRES, **fields)


def told(session):
    """Who was told what in which month."""
    notices = session.scalars(select(Notice).where(Notice.kind != "due-month").order_by(Notice.id))
    return [(notice.created_at.month, notice.kind, notice.address) for notice in notices]


class TestUnanswered:
    def test_is_asked_twice_passed_on_once_then_left_alone(self, session, month):
        force = f.AForce()
        lead, deputy = f.APerson((force, Role.LEAD)), f.APerson((force, Role.LEAD))
        registrar = f.APerson((f.AForce(), Role.REGISTRAR))
        something_due(force)

        for number in range(1, 9):
            month(number)
            month(number, 15)

        asked = [(number, "digest-month", person.email) for number in (2, 3) for person in (lead, deputy)]
        passed_on = [(4, "digest-unanswered", person.email) for person in (deputy, registrar)]
        assert told(session) == asked + passed_on

    def test_without_another_lead_the_registrar_alone_is_told(self, session, month):
        force = f.AForce()
        f.APerson((force, Role.LEAD))
        registrar = f.APerson((f.AForce(), Role.REGISTRAR))
        something_due(force)

        for number in (2, 3, 4, 5):
            month(number)

        assert [row for row in told(session) if row[1] == "digest-unanswered"] == [
            (4, "digest-unanswered", registrar.email)
        ]

    def test_what_is_confirmed_is_passed_on_to_nobody_and_asked_again_in_its_time(self, session, month):
        force = f.AForce()
        lead = f.APerson((force, Role.LEAD))
        f.APerson((f.AForce(), Role.REGISTRAR))
        adoption = something_due(force)
        month(2), month(3)

        confirm(f.actor_of(lead), adoption.id, adoption.revision)
        for number in range(4, 9):
            month(number)

        assert told(session) == [(number, "digest-month", lead.email) for number in (2, 3, 7, 8)]

    def test_what_is_queried_is_asked_for_and_passed_on_to_nobody(self, session, month):
        force = f.AForce()
        f.APerson((force, Role.LEAD)), f.APerson((f.AForce(), Role.REGISTRAR))
        a_query(something_due(force), asked_at=clock.now())

        for number in range(2, 7):
            month(number)

        assert set(session.scalars(select(Notice.body))) == {"1 question from another force"}

    def test_what_began_to_be_due_meanwhile_was_not_asked_twice(self, session, month):
        force = f.AForce()
        f.APerson((force, Role.LEAD)), f.APerson((f.AForce(), Role.REGISTRAR))
        something_due(force)
        month(2), month(3)
        f.AnAdoption(organisation=force, expires_on=date(2026, 3, 28))  # a term of a few weeks

        month(4)

        (passed_on,) = session.scalars(select(Notice.body).where(Notice.kind == "digest-unanswered"))
        assert passed_on.startswith("1 thing waits")

    def test_what_changed_meanwhile_is_asked_for_anew(self, session, month):
        force = f.AForce()
        f.APerson((force, Role.LEAD)), f.APerson((f.AForce(), Role.REGISTRAR))
        adoption = something_due(force)
        month(2)
        adoption.revision += 1
        f.save(adoption)

        for number in (3, 4, 5):
            month(number)

        assert [row[0] for row in told(session) if row[1] == "digest-unanswered"] == [5]

    def test_the_months_of_a_query_are_none_in_which_it_was_asked_for(self, session, month):
        force = f.AForce()
        f.APerson((force, Role.LEAD)), f.APerson((f.AForce(), Role.REGISTRAR))
        query = a_query(something_due(force), asked_at=clock.now())
        month(2), month(3)
        query.answered_at, query.answer = clock.now(), "Yes."
        f.save(query)

        for number in (4, 5, 6):
            month(number)

        assert [row[0] for row in told(session) if row[1] == "digest-unanswered"] == [6]

    def test_other_things_go_on_being_asked(self, session, month):
        force = f.AForce()
        lead = f.APerson((force, Role.LEAD))
        f.APerson((f.AForce(), Role.REGISTRAR))
        something_due(force)
        for number in (2, 3, 4):
            month(number)
        f.AnAdoption(organisation=force, expires_on=date(2026, 6, 1))

        month(5)

        newest = session.scalars(select(Notice).where(Notice.person_id.is_not(None)).order_by(Notice.id.desc())).first()
        assert (newest.address, newest.body) == (lead.email, "1 adoption to confirm within 60 days")

    def test_the_registrar_is_not_told_of_what_is_hidden(self, session, month):
        force = f.AForce()
        f.APerson((force, Role.LEAD)), f.APerson((f.AForce(), Role.REGISTRAR))
        something_due(force, visibility=Visibility.NAMED)

        for number in (2, 3, 4):
            month(number)

        assert "digest-unanswered" not in {kind for _month, kind, _address in told(session)}

    def test_the_mail_names_no_tool_and_leads_to_the_forces_page(self, session, month):
        force = f.AForce()
        f.APerson((force, Role.LEAD)), f.APerson((f.AForce(), Role.REGISTRAR))
        something_due(force)

        for number in (2, 3, 4):
            month(number)

        notice = session.scalars(select(Notice).where(Notice.kind == "digest-unanswered")).one()
        assert notice.link == f"/organisations/{force.slug}"
        assert notice.body.startswith(f"1 thing waits to be confirmed at {force.name}.")
