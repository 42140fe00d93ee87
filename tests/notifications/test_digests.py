"""One mail a month, or a week, and only when something is due."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from registry.core import clock
from registry.notifications.models import Notice
from registry.notifications.services.digests import digests
from registry.replication.models import Enquiry
from registry.rules.lifecycles import CaseState, ToolState
from registry.rules.words import Role, Visibility
from tests import factories as f

NOVEMBER = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 1, 0, 30, tzinfo=UTC)


def a_lead_with_something_due():
    force = f.AForce()
    lead = f.APerson((force, Role.LEAD))
    f.AnAdoption(organisation=force, expires_on=clock.today() + timedelta(days=30))
    return lead, force


def bodies(session):
    return {notice.address: notice.body for notice in session.scalars(select(Notice))}


class TestLead:
    def test_is_told_what_is_due(self, session):
        lead, force = a_lead_with_something_due()
        asker = f.AForce()
        f.save(
            Enquiry(
                tool_id=f.ATool().id,
                organisation_id=force.id,
                asker_id=asker.id,
                asked_by_id=f.APerson().id,
                question="How long did it take?",
                asked_at=clock.now(),
            )
        )

        digests(NOVEMBER)

        assert bodies(session) == {lead.email: "1 adoption to confirm within 60 days\n1 question from another force"}

    def test_is_told_once_a_month(self, session):
        a_lead_with_something_due()

        assert [digests(NOVEMBER), digests(NOVEMBER), digests(DECEMBER), digests(DECEMBER)] == [1, 0, 1, 0]

    def test_hears_nothing_when_nothing_is_due(self, session):
        force = f.AForce()
        f.APerson((force, Role.LEAD))
        f.AnAdoption(organisation=force, expires_on=clock.today() + timedelta(days=90))

        assert digests(NOVEMBER) == 0

    def test_others_of_the_force_hear_nothing(self, session):
        _lead, force = a_lead_with_something_due()
        reader = f.APerson((force, Role.READER))

        digests(NOVEMBER)

        assert reader.email not in bodies(session)


class TestReviewer:
    def test_is_told_of_records_of_others_alone(self, session):
        own = f.AForce()
        reviewer = f.APerson((own, Role.REVIEWER))
        f.ATool(own, state=ToolState.IN_REVIEW)
        f.ATool(state=ToolState.IN_REVIEW)

        digests(NOVEMBER)

        assert bodies(session) == {reviewer.email: "1 record waits for review"}

    def test_is_told_once_a_week(self, session):
        f.APerson((f.AForce(), Role.REVIEWER))
        f.ATool(state=ToolState.IN_REVIEW)

        assert [digests(NOVEMBER), digests(DECEMBER), digests(NOVEMBER + timedelta(days=7))] == [1, 0, 1]


class TestSecretary:
    def test_is_told_of_cases_that_they_may_read(self, session):
        board = f.ABoard()
        secretary = f.ABoardPerson(board, Role.SECRETARY)
        f.ABoardPerson(board, Role.MEMBER)
        f.ACase(board, f.ATool())
        f.ACase(board, f.ATool(visibility=Visibility.NAMED))
        f.ACase(board, f.ATool(), CaseState.SCHEDULED)

        digests(NOVEMBER)

        assert bodies(session) == {secretary.email: "1 case is on no agenda"}
