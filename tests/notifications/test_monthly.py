"""The mail of the month: one to each lead and one to the team mailbox, with a link, and only if something is due."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from registry.accounts.services.sessions import hash_of
from registry.core import clock
from registry.freshness.models import DueLink, DueLinkKey
from registry.freshness.services import Caller, confirm_by_link, look, restrict_links
from registry.notifications.models import Notice
from registry.notifications.services.digests import digests
from registry.notifications.services.sending import send_due
from registry.replication.services import confirm
from registry.rules.words import Role
from tests import factories as f
from tests.freshness.facts import a_claim, a_contract, an_adoption

HERE = Caller("192.0.2.0", "secret")


@pytest.fixture
def force(session):
    return f.AForce()


@pytest.fixture
def lead(force):
    return f.APerson((force, Role.LEAD))


def posted():
    """What goes out, by address."""
    sent = []
    send_due(sent.append)
    return {letter.address: letter for letter in sent}


class TestMonthlyMail:
    def test_goes_to_the_lead_and_the_team_mailbox_and_counts_every_kind(self, session, force, lead):
        an_adoption(force), an_adoption(force), a_claim(force), a_contract(force)

        digests(clock.now())

        sent = posted()
        assert set(sent) == {lead.email, force.mailbox}
        said = "2 adoptions to confirm within 60 days\n1 outcome to confirm within 60 days\n1 contract to confirm within 60 days"
        assert sent[lead.email].body == sent[force.mailbox].body == said

    def test_is_not_sent_when_nothing_is_due(self, session, force, lead):
        an_adoption(force, 90)

        digests(clock.now())

        assert posted() == {}

    def test_carries_a_link_of_its_own_that_opens_what_is_due(self, session, force, lead):
        adoption = an_adoption(force)
        digests(clock.now())

        keys = {address: letter.link.removeprefix("/due/link?key=") for address, letter in posted().items()}

        assert len(set(keys.values())) == 2
        for key in keys.values():
            assert [fact.id for fact in look(hash_of(key), None, HERE).facts] == [adoption.id]

    def test_the_secret_stands_in_no_table(self, session, force, lead):
        an_adoption(force)
        digests(clock.now())

        keys = [letter.link.partition("=")[2] for letter in posted().values()]

        stored = [*session.scalars(select(Notice.link)), *session.scalars(select(DueLinkKey.token_hash))]
        assert not any(key in text for key in keys for text in stored)

    def test_after_one_confirmed_the_others_link_is_dead(self, session, force, lead):
        adoption = an_adoption(force)
        digests(clock.now())
        sent = posted()
        key = sent[force.mailbox].link.partition("=")[2]

        confirm_by_link(hash_of(key), [f"adoption:{adoption.id}:1"], None, HERE)

        other = sent[lead.email].link.partition("=")[2]
        with pytest.raises(Exception, match="cannot be used"):
            look(hash_of(other), None, HERE)

    def test_leads_to_the_sign_in_where_the_force_asks_for_it_or_when_all_changed_before_it_went(
        self, session, force, lead
    ):
        adoption = an_adoption(force)
        digests(clock.now())
        confirm(f.actor_of(lead), adoption.id, 1)
        changed = {letter.link for letter in posted().values()}
        restrict_links(f.actor_of(lead), force.slug, True)
        an_adoption(force)
        digests(clock.now() + timedelta(days=31))

        asked = {letter.link for letter in posted().values()}

        assert changed == asked == {"/my-work", "/due"}

    def test_is_written_once_a_month_whatever_runs_twice(self, session, force, lead):
        an_adoption(force)

        written = [digests(clock.now()) for _number in range(3)]

        assert written == [2, 0, 0]
        assert session.scalar(select(func.count()).select_from(DueLink)) == 2

    def test_comes_once_in_each_month_whatever_the_clocks_and_the_length_of_the_month(
        self, session, force, lead, time_machine
    ):
        days = [
            datetime(2026, 3, 29, 0, 30, tzinfo=UTC),  # the hour is left out that night
            datetime(2026, 3, 31, 22, 59, tzinfo=UTC),  # still March in London
            datetime(2026, 3, 31, 23, 1, tzinfo=UTC),  # April in London
            datetime(2026, 10, 25, 1, 30, tzinfo=UTC),  # the hour comes twice that night
            datetime(2026, 10, 31, 23, 59, tzinfo=UTC),
            datetime(2026, 11, 1, 0, 0, tzinfo=UTC),
        ]
        written = []
        for moment in days:
            time_machine.move_to(moment, tick=False)
            an_adoption(force)
            written.append(digests(moment))

        assert written[:3] == [2, 0, 2]
        assert written[3:] == [2, 0, 2]
