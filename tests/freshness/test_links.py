"""The link of the month: it opens exactly what it was made for, once, and dies with the least change."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from registry.accounts.models import Membership
from registry.accounts.services.sessions import hash_of
from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from registry.core.events import EventRow
from registry.freshness.models import DueLinkKey
from registry.freshness.services import confirm_by_link, look, new_key, restrict_links
from registry.replication.queries.history import history
from registry.replication.services import advance, confirm, release
from registry.rules.lifecycles import Stage
from registry.rules.policy import ANONYMOUS
from registry.rules.words import Mailbox, Role, Visibility
from tests import factories as f
from tests.freshness.facts import an_adoption
from tests.freshness.sent import HERE, Sent, fresh
from tests.replication.said import said


@pytest.fixture
def sent(session):
    return Sent()


def dead(sent):
    with pytest.raises(NotFound) as refusal:
        confirm_by_link(sent.hash, sent.keys, None, HERE)
    return "cannot be used" in refusal.value.message


def by_link(session):
    return session.scalars(select(EventRow).where(EventRow.kind == "fact-confirmed-by-link")).all()


class TestLink:
    def test_is_256_random_bits_of_which_the_hash_alone_is_kept(self, session, sent):
        stored = session.scalars(select(DueLinkKey)).one()

        assert len(sent.token) == 43
        assert stored.token_hash == sent.hash
        assert sent.token not in str(vars(stored))

    def test_confirms_what_was_ticked_each_with_an_event_of_its_own(self, session, sent):
        confirm_by_link(sent.hash, sent.keys, None, HERE)

        told = {(row.data["fact"], row.data["fact_id"], row.data["sent_to"], row.actor_id) for row in by_link(session)}
        assert told == {
            ("adoption", sent.adoption.id, "own-mailbox", sent.person.id),
            ("claim", sent.claim.id, "own-mailbox", sent.person.id),
        }
        assert fresh(sent.adoption).expires_on == clock.today() + timedelta(days=180)

    def test_of_a_team_mailbox_says_so(self, session):
        sent = Sent(mailbox_of_id=f.AForce().id)

        confirm_by_link(sent.hash, sent.keys[:1], None, HERE)

        assert [row.data["sent_to"] for row in by_link(session)] == ["team-mailbox"]

    def test_of_an_adoption_is_told_in_its_story(self, web, session, sent):
        confirm_by_link(sent.hash, sent.keys, None, HERE)
        tool, home = session.get_one(Tool, sent.adoption.tool_id), sent.force.id

        mine = history(sent.lead, tool.id, home)[0]
        others = history(f.AnActor(Role.READER), tool.id, home)[0]
        public = history(ANONYMOUS, tool.id, home)[0]

        assert (mine.sent_to, mine.mailbox) == (Mailbox.OWN, sent.person.email)
        assert (others.sent_to, others.mailbox) == (Mailbox.OWN, None)
        assert (public.verb, public.sent_to, public.mailbox) == ("confirm", None, None)
        page = web.sign_in(sent.person.id).get(f"/tools/{tool.slug}/adoption").text
        assert "Confirmed by link sent to the lead" in page
        assert f"own mailbox ({sent.person.email})." in page

    def test_sent_to_the_team_names_its_mailbox_to_policing(self, session):
        sent = Sent(mailbox_of_id=f.AForce().id)
        sent.force.mailbox = "team@elm.example"
        f.save(sent.force)
        confirm_by_link(sent.hash, sent.keys, None, HERE)
        tool_id, home = sent.adoption.tool_id, sent.force.id

        told = [history(actor, tool_id, home)[0] for actor in (sent.lead, f.AnActor(Role.READER), ANONYMOUS)]

        assert [(step.sent_to, step.mailbox) for step in told] == [
            (Mailbox.TEAM, "team@elm.example"),
            (Mailbox.TEAM, "team@elm.example"),
            (None, None),
        ]

    def test_signed_in_is_told_without_a_mailbox(self, session, sent):
        confirm(sent.lead, sent.adoption.id, sent.adoption.revision)

        step = history(sent.lead, sent.adoption.tool_id, sent.force.id)[0]

        assert (step.verb, step.sent_to, step.mailbox) == ("confirm", None, None)

    def test_never_moves_a_stage(self, session, sent):
        before = (sent.adoption.stage, sent.adoption.since, sent.adoption.visibility)

        confirm_by_link(sent.hash, sent.keys, None, HERE)

        row = fresh(sent.adoption)
        assert (row.stage, row.since, row.visibility) == before

    def test_in_a_mail_that_is_sent_again_is_the_same_link(self, session, sent):
        again = new_key(sent.link.id)

        confirm_by_link(hash_of(again), sent.keys, None, HERE)

        assert dead(sent)


class TestDies:
    def test_once_it_was_used(self, session, sent):
        confirm_by_link(sent.hash, sent.keys[:1], None, HERE)

        assert dead(sent)

    def test_after_its_time(self, session, sent):
        with time_machine.travel(clock.now() + timedelta(days=31, minutes=1), tick=False):
            assert dead(sent)

    def test_with_the_role(self, session, sent):
        session.execute(update(Membership).values(ended_at=clock.now()))
        session.commit()

        assert dead(sent)

    def test_with_the_account(self, session, sent):
        sent.person.closed_at = clock.now()
        f.save(sent.person)

        assert dead(sent)

    def test_when_a_fact_is_confirmed_elsewhere(self, session, sent):
        confirm(sent.lead, sent.adoption.id, 1)

        assert dead(sent)

    def test_when_an_adoption_moves(self, session, sent):
        advance(sent.lead, sent.adoption.id, 1, said(Stage.BUSINESS_AS_USUAL, clock.today()))

        assert dead(sent)
        assert fresh(sent.claim).confirmed_on is None

    def test_when_who_may_read_it_changes(self, session, sent):
        release(sent.lead, sent.adoption.id, 1, Visibility.POLICING, "Assurer", "R1")

        assert dead(sent)

    def test_when_a_record_is_withdrawn_from_view(self, session, sent):
        tool = session.get(Tool, sent.adoption.tool_id)
        tool.suspended_at, tool.suspension_reason = clock.now(), "For the test"
        f.save(tool)

        assert dead(sent)

    def test_and_no_new_secret_is_made_for_it(self, session, sent):
        confirm(sent.lead, sent.adoption.id, 1)

        assert new_key(sent.link.id) is None


class TestRefused:
    def test_a_made_up_secret(self, session, sent):
        with pytest.raises(NotFound, match="cannot be used"):
            look(hash_of("x" * 43), None, HERE)

    def test_what_the_link_did_not_show(self, session, sent):
        other = an_adoption(sent.force)

        with pytest.raises(Conflict):
            confirm_by_link(sent.hash, [*sent.keys, f"adoption:{other.id}:1"], None, HERE)

        assert fresh(sent.adoption).revision == 1

    def test_nothing_ticked_leaves_the_link_alive(self, session, sent):
        with pytest.raises(Invalid):
            confirm_by_link(sent.hash, [], None, HERE)

        assert confirm_by_link(sent.hash, sent.keys, None, HERE)

    def test_somebody_elses_session(self, session, sent):
        other = f.APerson((sent.force, Role.LEAD))

        with pytest.raises(NotAllowed):
            look(sent.hash, other.id, HERE)
        with pytest.raises(NotAllowed):
            confirm_by_link(sent.hash, sent.keys, other.id, HERE)

        assert fresh(sent.adoption).revision == 1

    def test_no_session_where_the_force_asks_for_one(self, session, sent):
        restrict_links(sent.lead, sent.force.slug, True)

        with pytest.raises(NotAllowed):
            confirm_by_link(sent.hash, sent.keys, None, HERE)

        assert new_key(sent.link.id) is None
        assert confirm_by_link(sent.hash, sent.keys, sent.person.id, HERE)

    def test_to_ask_for_one_is_the_leads_alone(self, session, sent):
        with pytest.raises(NotAllowed):
            restrict_links(f.AnActor(Role.CONTRIBUTOR, sent.force), sent.force.slug, True)

    def test_too_many_wrong_secrets_from_one_network(self, session, sent):
        for number in range(30):
            with pytest.raises(NotFound):
                look(hash_of(f"wrong {number}"), None, HERE)

        with pytest.raises(TooMany):
            look(hash_of("wrong again"), None, HERE)

        assert look(sent.hash, None, HERE)
