"""Messages that are not accepted: tried again, given up, and what stops a webhook."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from registry.accounts.models import Person
from registry.core import clock
from registry.core.db import db
from registry.discovery.models import SavedSearch, Webhook
from registry.discovery.services import saved, webhooks
from registry.notifications.models import Notice
from registry.notifications.services import webhooks as sending
from registry.notifications.services.digests import digests
from registry.notifications.services.pauses import ATTEMPTS
from registry.notifications.services.webhooks import send_messages, write_messages
from registry.rules.words import Frequency, Role
from tests import factories as f
from tests.notifications.webhooks.stage import due_again, for_a_week, log, published
from tests.receiver import LOOPBACK, receiving


class TestFailing:
    @pytest.mark.parametrize("answer", [302, 404, 500])
    def test_is_tried_again_at_growing_pauses(self, own, hook, there, answer):
        published("Marmalade new")
        write_messages()
        there.answer = answer
        pauses = []
        for _attempt in range(3):
            due_again()
            send_messages(own)
            (delivery,) = log()
            pauses.append(round((delivery.next_attempt_at - clock.now()).total_seconds() / 60))

        assert pauses == [2, 4, 8]
        assert (delivery.answer, delivery.sent_at) == (answer, None)
        assert str(answer) in delivery.fault
        there.answer = 200
        due_again()
        send_messages(own)
        (delivery,) = log()
        assert delivery.sent_at is not None
        assert (delivery.answer, delivery.fault) == (200, None)

    def test_one_that_fails_stops_no_other(self, own, hook, there, owner):
        with receiving() as other:
            address = other.address
        toast = f.ASavedSearch(owner, "toast")
        webhooks.set_webhook(f.actor_of(owner), toast.id, address, LOOPBACK)
        published("Toast and marmalade")
        write_messages()

        assert send_messages(own) == 2
        assert there.tools() == ["Toast and marmalade"]

    def test_after_a_week_the_webhook_stops_and_says_why(self, own, hook, there, owner):
        published("Marmalade new")
        write_messages()
        there.answer = 500
        for_a_week(own)
        published("Marmalade newer")

        assert write_messages() == 0
        assert send_messages(own) == 0
        kept = db.session.get(Webhook, hook.id)
        assert kept.stopped_at is not None
        assert "for a week" in kept.fault
        digests(datetime(2026, 12, 1, 9, tzinfo=UTC))
        told = db.session.scalar(select(Notice.body).where(Notice.person_id == owner.id))
        assert "1 webhook was stopped" in told

    def test_one_that_alone_is_refused_for_a_week_is_given_up_and_the_others_are_sent(self, own, hook, there):
        published("Marmalade refused")
        write_messages()
        published("Marmalade taken")
        write_messages()
        there.refuses = b"Marmalade refused"
        for_a_week(own)

        assert db.session.get(Webhook, hook.id).stopped_at is None
        first, second = log()
        assert (first.attempts, first.sent_at, first.next_attempt_at) == (ATTEMPTS, None, None)
        assert second.sent_at is not None

    def test_what_was_accepted_long_ago_keeps_no_webhook_on(self, own, hook, there, time_machine):
        published("Marmalade taken")
        write_messages()
        send_messages(own)
        time_machine.move_to(clock.now() + timedelta(days=20))
        published("Marmalade new")
        write_messages()
        there.answer = 500
        for_a_week(own)

        assert "for a week" in db.session.get(Webhook, hook.id).fault

    def test_what_stopped_it_is_kept_until_it_is_started_again(self, own, hook, there, owner, time_machine):
        published("Marmalade new")
        write_messages()
        there.answer = 500
        for_a_week(own)
        time_machine.move_to(clock.now() + timedelta(days=40))
        webhooks.forget_messages(clock.now())
        there.answer = 200
        there.requests.clear()
        webhooks.switch_webhook(f.actor_of(owner), hook.saved_search_id, True)
        send_messages(own)

        assert there.tools() == ["Marmalade new"]

    def test_what_else_waits_where_nothing_answers_is_put_off_with_it(self, own, hook, there, owner):
        with receiving() as gone:
            webhooks.set_webhook(f.actor_of(owner), hook.saved_search_id, gone.address, LOOPBACK)
        published("Marmalade one")
        write_messages()
        published("Marmalade two")
        write_messages()

        assert send_messages(own) == 1
        first, second = log()
        assert first.next_attempt_at == second.next_attempt_at

    def test_stopped_by_its_owner_during_an_attempt_it_stays_so(self, own, hook, there, owner):
        published("Marmalade new")
        write_messages()
        message_id = sending.claim()
        address = sending.prepare(message_id, own).address
        webhooks.switch_webhook(f.actor_of(owner), hook.saved_search_id, False)
        sending.settle(message_id, address, 410, "It answered with the status 410.")

        assert db.session.get(Webhook, hook.id).fault is None

    def test_an_address_that_is_closed_for_good_stops_it_at_once(self, own, hook, there):
        published("Marmalade new")
        write_messages()
        there.answer = 410
        send_messages(own)

        assert "closed for good" in db.session.get(Webhook, hook.id).fault

    def test_one_that_moved_meanwhile_is_not_stopped_by_what_its_old_address_says(self, own, hook, there, owner):
        published("Marmalade new")
        write_messages()
        message_id = sending.claim()
        old = sending.prepare(message_id, own).address
        with receiving() as other:
            webhooks.set_webhook(f.actor_of(owner), hook.saved_search_id, other.address, LOOPBACK)
            sending.settle(message_id, old, 410, "It answered with the status 410.")

            assert db.session.get(Webhook, hook.id).stopped_at is None

    def test_started_again_it_tells_what_waited_and_what_came_up_meanwhile(self, own, hook, there, owner):
        published("Marmalade one")
        write_messages()
        there.answer = 410
        send_messages(own)
        published("Marmalade two")
        there.answer = 200
        there.requests.clear()

        webhooks.switch_webhook(f.actor_of(owner), hook.saved_search_id, True)
        write_messages()
        send_messages(own)

        assert there.tools() == ["Marmalade one", "Marmalade two"]

    def test_at_another_address_what_waited_is_tried_at_once(self, own, hook, there, owner):
        published("Marmalade one")
        write_messages()
        there.answer = 500
        send_messages(own)
        with receiving() as other:
            webhooks.set_webhook(f.actor_of(owner), hook.saved_search_id, other.address, LOOPBACK)

            assert send_messages(own) == 1
            assert other.tools() == ["Marmalade one"]

    def test_an_address_that_leads_inside_by_now_is_sent_nothing(self, settings, hook, there):
        published("Marmalade new")
        write_messages()
        send_messages(settings)  # the operator allows this machine no more

        (delivery,) = log()
        assert there.requests == []
        assert "can be reached from outside" in delivery.fault

    def test_a_search_deleted_while_its_message_was_on_its_way_disturbs_nobody_elses(self, own, hook, there):
        published("Marmalade new")
        write_messages()
        message_id = sending.claim()
        address = sending.prepare(message_id, own).address
        owner_id = db.session.get(SavedSearch, hook.saved_search_id).person_id
        saved.delete_search(f.actor_of(db.session.get(Person, owner_id)), hook.saved_search_id)
        other = f.APerson((f.AForce(), Role.READER))
        kept = f.ASavedSearch(other, "marmalade", frequency=Frequency.NEVER)
        theirs = webhooks.set_webhook(f.actor_of(other), kept.id, there.address, LOOPBACK)
        webhooks.new_delivery(theirs)
        db.session.commit()

        assert sending.prepare(message_id, own) is None
        sending.settle(message_id, address, 410, "It answered with the status 410.")

        assert db.session.get(Webhook, theirs.id).stopped_at is None
        assert [delivery.fault for delivery in log()] == [None]

    def test_it_ends_between_two_messages_when_the_worker_is_asked_to(self, own, hook, there):
        published("Marmalade new")
        write_messages()

        assert send_messages(own, lambda: True) == 0
