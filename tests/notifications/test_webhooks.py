"""Messages to webhooks: each new match once, signed, nothing that its owner may not see, tried again and logged."""

import base64
import hashlib
import hmac
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import select

from registry.accounts.models import Person
from registry.accounts.services.account import close_account
from registry.core import clock
from registry.core.db import db
from registry.core.errors import Conflict
from registry.discovery.models import SavedSearch, Webhook, WebhookDelivery
from registry.discovery.queries.webhooks import new_for
from registry.discovery.services import saved, webhooks
from registry.notifications.models import Notice
from registry.notifications.services import webhooks as sending
from registry.notifications.services.digests import digests
from registry.notifications.services.pauses import ATTEMPTS
from registry.notifications.services.webhooks import send_messages, write_messages
from registry.rules.words import Frequency, Role, Visibility
from registry.search import services as search
from registry.search.index import reader as index
from registry.web.webhooks import secret_of
from tests import factories as f
from tests.receiver import LOOPBACK, receiving
from tests.search.conftest import index_home

__all__ = ["index_home"]


@pytest.fixture(autouse=True)
def ground(session, index_home):
    f.ATool(name="Marmalade old")
    search.rebuild()
    return session


@pytest.fixture
def own(settings):
    return replace(settings, webhook_networks=LOOPBACK, base_url="https://registry.example")


@pytest.fixture
def owner():
    return f.APerson((f.AForce(), Role.READER))


@pytest.fixture
def there():
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def hook(owner, there):
    kept = f.ASavedSearch(owner, "marmalade", name="Jam", frequency=Frequency.NEVER)
    return webhooks.set_webhook(f.actor_of(owner), kept.id, there.address, LOOPBACK)


def published(name: str, **fields):
    tool = f.ATool(name=name, **fields)
    search.rebuild()
    return tool


def log() -> list[WebhookDelivery]:
    return list(db.session.scalars(select(WebhookDelivery).order_by(WebhookDelivery.id)))


def due_again() -> None:
    for delivery in log():
        if delivery.next_attempt_at is not None:
            delivery.next_attempt_at = clock.now()
    db.session.commit()


class TestOnce:
    def test_a_new_match_is_told_once_and_what_was_there_never(self, own, hook, there):
        assert write_messages() == 0

        published("Marmalade new")
        assert [write_messages(), write_messages()] == [1, 0]
        assert [send_messages(own), send_messages(own)] == [1, 0]

        assert there.tools() == ["Marmalade new"]

    def test_all_that_is_new_at_a_look_goes_into_one_message(self, own, hook, there):
        published("Marmalade one")
        published("Marmalade two")
        write_messages()
        send_messages(own)
        published("Marmalade three")
        write_messages()
        send_messages(own)

        assert [body["data"]["total"] for body in there.bodies] == [2, 1]
        assert sorted(there.tools()) == ["Marmalade one", "Marmalade three", "Marmalade two"]

    def test_two_workers_at_once_write_it_once(self, own, hook, there):
        tool = published("Marmalade new")
        search_id, new = hook.saved_search_id, new_for(hook)
        write_messages()

        assert new == [(tool.id, True)]
        with pytest.raises(Conflict):
            sending._write(search_id, new)
        assert len(log()) == 1

    def test_what_was_sent_and_not_noted_is_sent_under_the_same_identifier(self, own, hook, there):
        published("Marmalade new")
        write_messages()
        sending.attempt(sending.prepare(sending.claim(), own), own)  # and nobody settles it
        due_again()
        send_messages(own)

        first, second = (headers["webhook-id"] for _path, headers, _body in there.requests)
        assert first == second

    def test_more_than_a_message_holds_goes_into_several(self, own, hook, there, monkeypatch):
        monkeypatch.setattr(sending, "MOST", 2)
        for number in range(5):
            f.ATool(name=f"Marmalade {number}")
        search.rebuild()

        assert [write_messages(), send_messages(own)] == [3, 3]
        assert sorted(there.tools()) == [f"Marmalade {number}" for number in range(5)]

    def test_without_an_index_it_waits(self, own, hook, index_home):
        published("Marmalade new")
        shutil.rmtree(index_home)
        index.forget()

        assert write_messages() == 0
        search.rebuild()
        assert write_messages() == 1

    def test_the_worker_is_let_to_other_things_after_each(self, hook):
        done = []
        write_messages(lambda: done.append(1))

        assert done == [1]


class TestMessages:
    def test_says_what_is_new_and_where(self, own, hook, there):
        force = f.AForce(name="Marmalade Constabulary")
        tool = published("Marmalade & “toast” 警察", owner=force, summary="Spreads.")
        write_messages()
        send_messages(own)

        ((path, headers, _body),) = there.requests
        (body,) = there.bodies
        assert path == "/hooks?for=registry"
        assert headers["content-type"] == "application/json"
        assert body["type"] == "saved-search.matched"
        assert body["data"] == {
            "saved_search": {
                "id": hook.saved_search_id,
                "name": "Jam",
                "page": f"https://registry.example/saved-searches/{hook.saved_search_id}",
            },
            "total": 1,
            "not_public": 0,
            "tools": [
                {
                    "name": "Marmalade & “toast” 警察",
                    "summary": "Spreads.",
                    "owner": "Marmalade Constabulary",
                    "published_at": tool.published_at.isoformat(),
                    "synthetic": False,
                    "page": f"https://registry.example/tools/{tool.slug}",
                    "api": f"https://registry.example/api/v1/tools/{tool.slug}",
                }
            ],
        }

    def test_is_as_the_api_describes_it(self, web, own, hook, there, owner):
        published("Marmalade new")
        write_messages()
        webhooks.send_trial(f.actor_of(owner), hook.saved_search_id)
        send_messages(own)

        document = web.get("/api/v1/openapi.json").json
        body = document["webhooks"]["saved-search"]["post"]["requestBody"]["content"]["application/json"]
        schema = body["schema"] | {"components": document["components"]}
        assert sorted(said["type"] for said in there.bodies) == ["saved-search.matched", "webhook.trial"]
        for said in there.bodies:
            Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(said)

    def test_is_signed_so_that_its_receiver_can_check_it(self, own, hook, there):
        published("Marmalade new")
        write_messages()
        send_messages(own)

        ((_path, headers, body),) = there.requests
        key = base64.b64decode(secret_of(hook.salt, own.secret_key).removeprefix("whsec_"))
        said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        mark = base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()
        assert headers["webhook-signature"] == f"v1,{mark}"
        assert abs(int(headers["webhook-timestamp"]) - clock.now().timestamp()) < 60

    def test_names_nothing_that_is_not_public_and_says_how_much_there_is(self, own, hook, there):
        published("Marmalade for policing", visibility=Visibility.POLICING)
        published("Marmalade open")
        published("Marmalade of others", visibility=Visibility.NAMED)
        write_messages()
        send_messages(own)

        (body,) = there.bodies
        assert (body["data"]["total"], body["data"]["not_public"]) == (2, 1)
        assert there.tools() == ["Marmalade open"]
        assert "policing" not in there.requests[0][2].decode()

    def test_one_that_becomes_public_later_is_named_then_and_once(self, own, hook, there):
        tool = published("Marmalade for policing", visibility=Visibility.POLICING)
        write_messages()
        send_messages(own)
        tool.visibility = Visibility.PUBLIC
        db.session.commit()
        search.rebuild()

        assert [write_messages(), write_messages()] == [1, 0]
        send_messages(own)
        assert [body["data"]["not_public"] for body in there.bodies] == [1, 0]
        assert there.tools() == ["Marmalade for policing"]

    def test_what_was_hidden_in_the_meantime_is_not_in_it(self, own, hook, there):
        gone, _stays = published("Marmalade gone"), published("Marmalade stays")
        write_messages()
        gone.suspended_at, gone.suspension_reason = clock.now(), "For the test"
        db.session.commit()
        send_messages(own)

        assert there.tools() == ["Marmalade stays"]
        assert there.bodies[0]["data"]["total"] == 1

    def test_with_nothing_left_to_tell_it_is_not_sent(self, own, hook, there):
        gone = published("Marmalade gone")
        write_messages()
        gone.suspended_at, gone.suspension_reason = clock.now(), "For the test"
        db.session.commit()

        send_messages(own)

        (delivery,) = log()
        assert (there.requests, delivery.sent_at) == ([], None)
        assert "may not see" in delivery.fault

    def test_whoever_has_left_is_told_nothing(self, own, hook, owner, there):
        published("Marmalade new")
        write_messages()
        close_account(owner.email)
        published("Marmalade newer")

        assert write_messages() == 0
        send_messages(own)
        assert there.requests == []

    def test_a_supplier_is_told_of_public_records_alone(self, own, there):
        supplier = f.APerson((f.ASupplier(), Role.READER))
        kept = f.ASavedSearch(supplier, "marmalade")
        webhooks.set_webhook(f.actor_of(supplier), kept.id, there.address, LOOPBACK)
        published("Marmalade for policing", visibility=Visibility.POLICING)
        published("Marmalade open")

        write_messages()
        send_messages(own)

        assert [(body["data"]["total"], body["data"]["not_public"]) for body in there.bodies] == [(1, 0)]

    def test_invented_records_are_marked(self, own, hook, there):
        published("Marmalade invented", synthetic=True)
        write_messages()
        send_messages(own)

        assert there.bodies[0]["data"]["tools"][0]["synthetic"] is True


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
        for _attempt in range(ATTEMPTS):
            due_again()
            send_messages(own)
        published("Marmalade newer")

        assert write_messages() == 0
        assert send_messages(own) == 0
        kept = db.session.get(Webhook, hook.id)
        assert kept.stopped_at is not None
        assert "did not get through" in kept.fault
        digests(datetime(2026, 12, 1, 9, tzinfo=UTC))
        told = db.session.scalar(select(Notice.body).where(Notice.person_id == owner.id))
        assert "1 webhook of your saved searches has stopped" in told

    def test_one_that_alone_is_refused_for_a_week_is_given_up_and_the_webhook_goes_on(self, own, hook, there):
        published("Marmalade refused")
        write_messages()
        there.answer = 400
        for attempt in range(ATTEMPTS):
            due_again()
            send_messages(own)
            if attempt == 1:
                there.answer = 200
                refused = log()[0]
                refused.next_attempt_at = clock.now() + timedelta(hours=1)
                published("Marmalade taken")
                write_messages()
                send_messages(own)
                there.answer = 400

        assert db.session.get(Webhook, hook.id).stopped_at is None
        first, second = log()
        assert (first.sent_at, first.next_attempt_at) == (None, None)
        assert second.sent_at is not None

    def test_what_else_waits_for_the_same_receiver_is_put_off_with_it(self, own, hook, there):
        there.answer = 500
        published("Marmalade one")
        write_messages()
        published("Marmalade two")
        write_messages()

        assert send_messages(own) == 1
        first, second = log()
        assert first.next_attempt_at == second.next_attempt_at

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


class TestLog:
    def test_a_message_can_be_sent_again_from_it_and_stays_accepted_whatever_comes_of_that(
        self, own, hook, there, owner
    ):
        published("Marmalade new")
        write_messages()
        send_messages(own)
        (delivery,) = log()

        there.answer = 500
        webhooks.send_again(f.actor_of(owner), hook.saved_search_id, delivery.id)
        send_messages(own)

        assert there.tools() == ["Marmalade new", "Marmalade new"]
        assert len({headers["webhook-id"] for _path, headers, _body in there.requests}) == 1
        (delivery,) = log()
        assert delivery.sent_at is not None
        assert (delivery.answer, delivery.next_attempt_at) == (500, None)

    def test_a_trial_is_sent_once_also_to_one_that_is_stopped(self, own, hook, there, owner):
        actor = f.actor_of(owner)
        webhooks.switch_webhook(actor, hook.saved_search_id, False)
        there.answer = 500
        webhooks.send_trial(actor, hook.saved_search_id)
        send_messages(own)
        due_again()

        assert send_messages(own) == 0
        assert [body["type"] for body in there.bodies] == ["webhook.trial"]
        (delivery,) = log()
        assert (delivery.sent_at, delivery.next_attempt_at) == (None, None)

    def test_the_page_says_what_came_of_each(self, web, own, hook, there, owner):
        published("Marmalade new")
        write_messages()
        there.answer = 503
        send_messages(own)
        web.sign_in(owner.id)
        page = f"/saved-searches/{hook.saved_search_id}/webhook"
        failed = web.get(page).get_data(as_text=True)
        there.answer = 202
        due_again()
        send_messages(own)
        accepted = web.get(page).get_data(as_text=True)

        assert "It answered with the status 503." in failed
        assert "It answered with the status 202." in accepted
        assert "1 tool" in accepted

    def test_a_later_one_goes_first_once_the_other_is_put_off(self, own, hook, there):
        published("Marmalade one")
        write_messages()
        (first,) = log()
        first.next_attempt_at = clock.now() + timedelta(hours=1)
        db.session.commit()
        published("Marmalade two")
        write_messages()
        send_messages(own)

        assert there.tools() == ["Marmalade two"]
