"""Webhooks of saved searches: their owner's own, set up, stopped, tried and deleted."""

import socket
from datetime import timedelta

import pytest
from sqlalchemy import select

from registry.core import clock
from registry.core.db import db
from registry.core.errors import Invalid, NotFound, WrongState
from registry.core.events import EventRow
from registry.discovery.models import Webhook, WebhookDelivery, WebhookMatch
from registry.discovery.queries.saved import saved_search
from registry.discovery.services import saved, webhooks
from registry.rules.words import Role
from tests import factories as f

ADDRESS = "https://93.184.216.34/hooks/key-of-theirs"
PAGE = "/saved-searches/{}/webhook"


class TestSettingUp:
    def test_what_is_found_now_is_no_news(self, actor, kept):
        hook = webhooks.set_webhook(actor, kept.id, f" {ADDRESS} ")

        assert (hook.address, len(hook.known)) == (ADDRESS, 1)

    def test_again_it_changes_the_address_alone(self, actor, kept):
        first = webhooks.set_webhook(actor, kept.id, ADDRESS)
        salt = first.salt
        second = webhooks.set_webhook(actor, kept.id, "https://93.184.216.34/other")

        assert (second.id, second.salt, second.address) == (first.id, salt, "https://93.184.216.34/other")

    @pytest.mark.parametrize("address", ["", "nonsense", "https://127.0.0.1/", "http://93.184.216.34/", "h" * 2001])
    def test_an_address_that_nothing_is_sent_to_is_refused_beside_its_field(self, actor, kept, address):
        with pytest.raises(Invalid) as refusal:
            webhooks.set_webhook(actor, kept.id, address)

        assert list(refusal.value.fields) == ["address"]
        assert db.session.scalars(select(Webhook)).all() == []

    def test_the_audit_trail_holds_no_address_and_no_secret(self, actor, kept):
        hook = webhooks.set_webhook(actor, kept.id, ADDRESS)
        webhooks.renew_secret(actor, kept.id)

        rows = db.session.scalars(select(EventRow).where(EventRow.kind == "saved-search-changed")).all()
        assert [row.data["verb"] for row in rows][-2:] == ["set-webhook", "renew-webhook-secret"]
        assert not [row for row in rows if "93.184" in str(row.data) or hook.salt in str(row.data)]

    def test_nobody_else_may_do_anything_with_it(self, actor, kept):
        webhooks.set_webhook(actor, kept.id, ADDRESS)
        trial = webhooks.send_trial(actor, kept.id)
        for other in (f.AnActor(Role.READER), f.AnActor(Role.REGISTRAR)):
            for act in (
                lambda other=other: webhooks.set_webhook(other, kept.id, ADDRESS),
                lambda other=other: webhooks.renew_secret(other, kept.id),
                lambda other=other: webhooks.switch_webhook(other, kept.id, False),
                lambda other=other: webhooks.delete_webhook(other, kept.id),
                lambda other=other: webhooks.send_trial(other, kept.id),
                lambda other=other: webhooks.send_again(other, kept.id, trial.id),
            ):
                with pytest.raises(NotFound):
                    act()

    def test_a_message_of_another_webhook_is_not_sent(self, actor, owner, kept):
        webhooks.set_webhook(actor, kept.id, ADDRESS)
        other = f.ASavedSearch(owner, "toast")
        webhooks.set_webhook(actor, other.id, ADDRESS)
        trial = webhooks.send_trial(actor, other.id)

        with pytest.raises(NotFound):
            webhooks.send_again(actor, kept.id, trial.id)

    def test_one_trial_waits_at_a_time(self, actor, kept):
        webhooks.set_webhook(actor, kept.id, ADDRESS)

        assert webhooks.send_trial(actor, kept.id).id == webhooks.send_trial(actor, kept.id).id

    def test_what_its_owner_asks_for_leaves_every_half_minute(self, actor, kept, time_machine):
        time_machine.move_to(clock.now(), tick=False)
        began = clock.now()
        hook = webhooks.set_webhook(actor, kept.id, ADDRESS)
        old = webhooks.new_delivery(hook)
        db.session.commit()
        leaves = [
            webhooks.send_trial(actor, kept.id).next_attempt_at,
            webhooks.send_again(actor, kept.id, old.id).next_attempt_at,
        ]
        webhooks.switch_webhook(actor, kept.id, False)
        webhooks.switch_webhook(actor, kept.id, True)
        db.session.refresh(old)

        assert [*leaves, old.next_attempt_at] == [began + number * webhooks.EACH for number in range(3)]

    def test_nothing_is_sent_again_while_it_is_stopped(self, actor, kept):
        hook = webhooks.set_webhook(actor, kept.id, ADDRESS)
        delivery = webhooks.new_delivery(hook)
        db.session.commit()
        webhooks.switch_webhook(actor, kept.id, False)

        with pytest.raises(WrongState, match="Start it again"):
            webhooks.send_again(actor, kept.id, delivery.id)

    def test_deleted_its_address_and_its_log_are_gone_and_the_search_stays(self, actor, kept):
        webhooks.set_webhook(actor, kept.id, ADDRESS)
        webhooks.send_trial(actor, kept.id)

        webhooks.delete_webhook(actor, kept.id)

        assert not [row for table in (Webhook, WebhookDelivery) for row in db.session.scalars(select(table))]
        assert saved_search(actor, kept.id).name == "Jam"

    def test_of_old_messages_stays_what_it_was_told_of(self, actor, kept, time_machine):
        hook = webhooks.set_webhook(actor, kept.id, ADDRESS)
        old, waiting = webhooks.new_delivery(hook), webhooks.new_delivery(hook)
        old.next_attempt_at = None
        f.save(WebhookMatch(webhook_id=hook.id, tool_id=f.ATool().id, public=True, delivery_id=old.id))
        time_machine.move_to(clock.now() + webhooks.KEPT + timedelta(days=1))
        new = webhooks.new_delivery(hook)
        new.next_attempt_at = None
        db.session.commit()

        assert [webhooks.forget_messages(clock.now()), webhooks.forget_messages(clock.now())] == [1, 0]
        assert set(db.session.scalars(select(WebhookDelivery.id))) == {waiting.id, new.id}
        assert [row.delivery_id for row in db.session.scalars(select(WebhookMatch))] == [None]

    def test_no_lock_is_held_while_a_host_is_looked_for(self, actor, kept, monkeypatch):
        session, held = db.session, []

        def looked(*_args, **_more):
            held.append(session.in_transaction())
            raise socket.gaierror("not there")

        monkeypatch.setattr(socket, "getaddrinfo", looked)
        with pytest.raises(Invalid):
            webhooks.set_webhook(actor, kept.id, "https://registry.example/")

        assert held == [False]

    def test_without_a_webhook_there_is_nothing_to_do(self, actor, kept):
        for act in (webhooks.renew_secret, webhooks.send_trial):
            with pytest.raises(NotFound, match="no webhook"):
                act(actor, kept.id)

    def test_it_goes_with_its_search(self, actor, kept):
        hook = webhooks.set_webhook(actor, kept.id, ADDRESS)
        delivery = webhooks.send_trial(actor, kept.id)
        f.save(WebhookMatch(webhook_id=hook.id, tool_id=f.ATool().id, public=True, delivery_id=delivery.id))

        saved.delete_search(actor, kept.id)

        assert not [
            row for table in (Webhook, WebhookDelivery, WebhookMatch) for row in db.session.scalars(select(table))
        ]
