"""An invitation to a cohort is told in My work and once by the monthly mail; one that was withdrawn says so."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from registry.cohorts.services import invite, join, withdraw
from registry.notifications.models import Notice
from registry.notifications.services.digests import digests
from registry.rules.words import Role, Visibility
from tests import factories as f
from tests.cohorts.test_cohorts import a_force

LATER = datetime(2027, 2, 1, 9, tzinfo=UTC), datetime(2027, 3, 1, 9, tzinfo=UTC)


class Asked:
    """Ash opened a cohort, and asks Elm, whose lead has an account."""

    def __init__(self, **fields):
        self.ash, self.elm = a_force("Ash"), a_force("Elm")
        self.person = f.APerson((self.elm, Role.LEAD))
        self.tool = f.ATool(visibility=Visibility.POLICING)
        self.cohort = f.ACohort(self.tool, self.ash, f.AMeasure(), name="Autumn pilot", **fields)

    def invite(self):
        return invite(self.ash.lead, self.tool.slug, self.cohort.id, ["elm"])

    def told(self, session):
        return [row.body for row in session.scalars(select(Notice).where(Notice.person_id == self.person.id))]


@pytest.fixture
def asked(session):
    return Asked()


def test_stands_in_my_work_of_the_leads_who_may_answer(web, asked):
    asked.invite()
    other = f.APerson((asked.elm, Role.CONTRIBUTOR))

    mine = web.sign_in(asked.person.id).get("/my-work").text
    theirs = web.sign_in(other.id).get("/my-work").text

    assert "Ash Police invites Elm Police" in mine
    assert "Autumn pilot" not in theirs


def test_is_in_one_mail_alone_and_without_its_name(session, asked, time_machine):
    asked.invite()

    for moment in LATER:
        time_machine.move_to(moment, tick=False)
        digests(moment)

    assert [body for body in asked.told(session) if "cohort" in body] == [
        "1 invitation to a pilot cohort waits for your answer"
    ]
    assert "Autumn pilot" not in str(asked.told(session))


def test_is_in_no_mail_once_it_was_answered_or_withdrawn(session, asked):
    asked.invite()
    withdraw(asked.ash.lead, asked.tool.slug, asked.cohort.id, "elm")
    digests(LATER[0])
    asked.invite()
    join(asked.elm.lead, asked.tool.slug, asked.cohort.id, "elm")
    digests(LATER[1])

    assert not any("cohort" in body for body in asked.told(session))


def test_says_in_my_work_and_on_its_page_that_it_was_withdrawn(web, asked):
    asked.invite()
    withdraw(asked.ash.lead, asked.tool.slug, asked.cohort.id, "elm")
    web.sign_in(asked.person.id)

    work = web.get("/my-work").text
    page = web.get(f"/tools/{asked.tool.slug}/cohorts/{asked.cohort.id}").text

    assert "Ash Police withdrew the invitation of Elm Police" in work
    assert "Invitation withdrawn" in page
    assert "Join the cohort" not in page
