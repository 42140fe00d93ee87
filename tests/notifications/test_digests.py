"""One mail a month, or a week, and only when something is due."""

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select

from registry.catalogue.events import ToolNotAccepted, ToolPublished, ToolRetired
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.events import emit
from registry.notifications.models import Notice
from registry.notifications.services.digests import digests
from registry.replication.models import Enquiry
from registry.rules.lifecycles import CaseState, ToolState
from registry.rules.words import Compliance, Role, Standing, Visibility
from registry.standards.models import Assessment, StandardVersion
from tests import factories as f

NOVEMBER = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 1, 0, 30, tzinfo=UTC)


def a_lead_with_something_due():
    force = f.AForce(mailbox=None)
    lead = f.APerson((force, Role.LEAD))
    f.AnAdoption(organisation=force, expires_on=clock.today() + timedelta(days=30))
    return lead, force


def an_assessment(standard, tool, expires_on):
    version = db.session.scalar(select(StandardVersion.id).where(StandardVersion.standard_id == standard.id))
    f.save(
        Assessment(
            tool_id=tool.id,
            version_id=version,
            compliance=Compliance.MET,
            proof="Certificate 12",
            assessor_role="Data protection officer",
            standing=Standing.CONFIRMED,
            happened_on=min(clock.today(), expires_on),
            recorded_at=clock.now(),
            expires_on=expires_on,
        )
    )


@command
def happened(kind, tool, actor_id):
    more = {ToolPublished: {"version_id": 1, "number": 1, "digest": ""}, ToolNotAccepted: {"step_id": 1}}
    emit(kind(actor_id=actor_id, tool_id=tool.id, organisation_id=tool.owner_id, **more.get(kind, {})))


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

    def test_is_told_what_became_of_records_once_and_not_of_own_acts(self, session):
        force = f.AForce()
        lead = f.APerson((force, Role.LEAD))
        for kind in (ToolPublished, ToolNotAccepted, ToolRetired):
            happened(kind, f.ATool(force), None)
        happened(ToolPublished, f.ATool(), None)
        happened(ToolRetired, f.ATool(force), lead.id)

        digests(NOVEMBER)
        digests(DECEMBER)

        assert bodies(session) == {
            lead.email: "1 record of yours was retired"  # the others are told at once
        }

    def test_is_told_of_money_that_ends_once_with_how_much_depends_on_it(self, session):
        force = f.AForce(mailbox=None)
        lead = f.APerson((force, Role.LEAD))
        tool = f.ATool()
        f.AnAdoption(tool, force, expires_on=clock.today() + timedelta(days=150))
        f.AFundingStream(tool, force), f.AFundingStream(f.ATool(), f.AForce())
        f.AFundingStream(tool, force, ends_on=clock.today() + timedelta(days=300))

        assert [digests(NOVEMBER), digests(DECEMBER)] == [1, 0]
        assert bodies(session) == {
            lead.email: "1 stream of money or contract that ends within 6 months\n1 adoption that depends on what ends"
        }

    def test_others_of_the_force_hear_nothing(self, session):
        _lead, force = a_lead_with_something_due()
        reader = f.APerson((force, Role.READER))

        digests(NOVEMBER)

        assert reader.email not in bodies(session)


class TestAssurer:
    def test_is_told_what_expires_at_their_force_alone(self, session):
        force, standard = f.AForce(), f.AStandard()
        assurer = f.APerson((force, Role.ASSURER))
        soon, later = clock.today() + timedelta(days=30), clock.today() + timedelta(days=90)
        for tool, expires_on in ((f.ATool(force), soon), (f.ATool(force), later), (f.ATool(), soon)):
            an_assessment(standard, tool, expires_on)

        digests(datetime.combine(clock.today(), time(12), UTC))

        assert bodies(session) == {
            assurer.email: "1 assessment expires within 60 days\n2 assessments wait for your signature"
        }

    def test_and_the_lead_are_told_what_has_expired_apart_from_what_will(self, session):
        force, standard = f.AForce(), f.AStandard()
        assurer, lead = f.APerson((force, Role.ASSURER)), f.APerson((force, Role.LEAD))
        for days in (-1, 0, 30):
            an_assessment(standard, f.ATool(force), clock.today() + timedelta(days=days))

        digests(datetime.combine(clock.today(), time(12), UTC))

        expired = "1 assessment has expired and no longer counts"
        told = bodies(session)
        assert told[assurer.email].splitlines()[:2] == [expired, "2 assessments expire within 60 days"]
        assert expired in told[lead.email]


class TestReviewer:
    def test_is_told_of_records_of_others_alone(self, session):
        own = f.AForce()
        reviewer = f.APerson((own, Role.REVIEWER))
        f.ATool(own, state=ToolState.IN_REVIEW)
        f.ATool(state=ToolState.IN_REVIEW)

        digests(NOVEMBER)

        assert bodies(session) == {reviewer.email: "1 record waits for a reviewer to take it"}

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
