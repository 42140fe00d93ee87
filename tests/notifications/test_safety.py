"""Mail about a safety notice: at once, after 2 and 5 working days, then to the lead and deputies, then none."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import event, select

from registry.core import clock
from registry.core.db import db
from registry.core.delivery import deliver
from registry.notifications.models import Notice
from registry.notifications.services.safety import remind
from registry.notifications.services.sending import send_due
from registry.replication import services
from registry.replication.models import SafetyReceipt
from registry.rules.lifecycles import Stage
from registry.rules.words import Role, Visibility
from tests import factories as f

MONDAY = datetime(2026, 11, 30, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to(MONDAY, tick=False)


@pytest.fixture
def tool(session):
    return f.ATool(f.AForce())


@pytest.fixture
def owner(session, tool):
    return f.AnActor(Role.LEAD, session.get(f.Organisation, tool.owner_id))


@pytest.fixture
def force(session, tool):
    force = f.AForce()
    f.AnAdoption(tool, force)
    return force


@pytest.fixture
def lead(force):
    return f.APerson((force, Role.LEAD))


def issued(owner, tool):
    notice = services.issue_notice(owner, tool.slug, "Switch it off at night.", Visibility.POLICING)
    deliver()
    return notice


def told(session):
    """Who was told on which day of the month."""
    rows = session.scalars(select(Notice).where(Notice.kind == "safety-notice").order_by(Notice.id))
    return [(row.created_at.day, row.address) for row in rows]


def days(time_machine, *numbers):
    for month, day in numbers:
        time_machine.move_to(datetime(2026, month, day, 9, tzinfo=UTC), tick=False)
        remind(clock.now())


class TestMail:
    def test_goes_at_once_to_the_team_mailbox_and_the_lead(self, session, owner, tool, force, lead):
        issued(owner, tool)

        assert told(session) == [(30, force.mailbox), (30, lead.email)]

    def test_comes_again_after_two_and_five_working_days_then_to_the_deputies_and_then_no_more(
        self, session, owner, tool, force, lead, time_machine
    ):
        deputy = f.APerson((force, Role.LEAD))
        issued(owner, tool)

        days(time_machine, *((12, day) for day in range(1, 20)))

        assert told(session) == [
            (30, force.mailbox),
            (30, lead.email),
            (2, force.mailbox),
            (2, lead.email),
            (7, force.mailbox),  # the fifth working day is after a weekend
            (7, lead.email),
            (8, lead.email),
            (8, deputy.email),
        ]

    def test_stops_when_it_is_acknowledged(self, session, owner, tool, force, lead, time_machine):
        notice = issued(owner, tool)
        services.acknowledge_notice(f.actor_of(lead), notice.id, force.slug)

        days(time_machine, (12, 2), (12, 7), (12, 8))

        assert len(told(session)) == 2

    def test_stops_when_it_is_lifted_or_the_adoption_ended(self, session, owner, tool, force, lead, time_machine):
        notice = issued(owner, tool)
        services.lift_notice(owner, notice.id, "Mended.")
        issued(owner, tool)
        number = len(told(session))
        session.execute(f.Adoption.__table__.update().values(stage=Stage.STOPPED))
        session.commit()

        days(time_machine, (12, 2), (12, 7), (12, 8))

        assert len(told(session)) == number

    def test_is_written_once_however_often_the_worker_looks_and_after_it_stood_still(
        self, session, owner, tool, force, lead, time_machine
    ):
        issued(owner, tool)
        deliver(), remind(clock.now()), remind(clock.now())
        time_machine.move_to(datetime(2026, 12, 7, 9, tzinfo=UTC), tick=False)

        written = [remind(clock.now()) for _number in range(3)]

        assert written == [1, 0, 0]  # the second and the third fell due meanwhile: one mail
        assert len(told(session)) == 4

    def test_a_stop_in_the_middle_of_writing_leaves_none_half_written(
        self, session, owner, tool, force, lead, time_machine
    ):
        issued(owner, tool)
        time_machine.move_to(datetime(2026, 12, 2, 9, tzinfo=UTC), tick=False)

        def broken(*_args, **_kwargs):
            raise RuntimeError("stopped")

        event.listen(session, "before_commit", broken)
        with pytest.raises(RuntimeError):
            remind(clock.now())
        event.remove(session, "before_commit", broken)
        assert len(told(session)) == 2
        assert db.session.scalar(select(SafetyReceipt.told)) == 1

        remind(clock.now())

        assert len(told(session)) == 4

    def test_a_new_adopter_is_told_by_the_next_look(self, session, owner, tool, force, lead):
        issued(owner, tool)
        late = f.AForce()
        f.AnAdoption(tool, late)

        remind(clock.now())

        assert told(session)[2:] == [(30, late.mailbox)]

    def test_that_nobody_could_be_sent_is_not_counted_and_a_lead_appointed_later_is_told(
        self, web, session, owner, tool, time_machine
    ):
        force = f.AForce(mailbox=None)
        f.AnAdoption(tool, force)
        notice = issued(owner, tool)
        days(time_machine, *((12, day) for day in range(1, 11)))
        assert (told(session), session.scalar(select(SafetyReceipt.told))) == ([], 0)
        assert "nobody to tell" in web.sign_in(owner.id).get(f"/safety-notices/{notice.id}").text

        lead = f.APerson((force, Role.LEAD))
        days(time_machine, *((12, day) for day in range(10, 20)))

        assert told(session) == [(day, lead.email) for day in (10, 14, 17, 18)]
        first = session.scalars(select(Notice).where(Notice.kind == "safety-notice").order_by(Notice.id)).first()
        assert "not acknowledged" not in first.subject
        assert "nobody to tell" not in web.get(f"/safety-notices/{notice.id}").text

    def test_to_a_mailbox_without_a_lead_leaves_the_last_for_a_lead_appointed_later(
        self, session, owner, tool, force, time_machine
    ):
        issued(owner, tool)
        days(time_machine, *((12, day) for day in range(1, 10)))
        before = told(session)

        lead = f.APerson((force, Role.LEAD))
        days(time_machine, (12, 10), (12, 11))

        assert before == [(day, force.mailbox) for day in (30, 2, 7)]
        assert told(session)[3:] == [(10, lead.email)]

    def test_leaves_out_bank_holidays(self, session, owner, tool, force, lead, time_machine):
        time_machine.move_to(datetime(2026, 12, 24, 9, tzinfo=UTC), tick=False)
        issued(owner, tool)

        days(time_machine, *((12, day) for day in range(25, 32)))

        assert {day for day, _address in told(session)} == {24, 30}  # after Christmas, a weekend and one day more

    def test_holds_no_word_of_the_notice_and_leads_to_it(self, session, owner, tool, force, lead):
        notice = issued(owner, tool)

        sent = []
        send_due(sent.append)

        assert {letter.link for letter in sent} == {f"/safety-notices/{notice.id}"}
        assert "night" not in " ".join(letter.subject + letter.body for letter in sent)

    def test_goes_also_when_the_record_is_withdrawn_from_view(self, session, owner, tool, force, lead):
        issued(owner, tool)
        tool.suspended_at, tool.suspension_reason = clock.now(), "For the test"
        f.save(tool)

        assert send_due(lambda _letter: None) == 2
