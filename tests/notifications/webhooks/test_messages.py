"""What a message says, how it is signed, and that nothing is in it that its owner or everybody may not see."""

import base64
import hashlib
import hmac

from jsonschema import Draft202012Validator

from registry.accounts.services.account import close_account
from registry.core import clock
from registry.core.db import db
from registry.discovery.services import webhooks
from registry.notifications.services.webhooks import send_messages, write_messages
from registry.rules.words import Role, Visibility
from registry.search import services as search
from registry.web.webhooks import secret_of
from tests import factories as f
from tests.notifications.webhooks.stage import log, published
from tests.receiver import LOOPBACK


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

    def test_one_that_was_public_for_a_moment_is_counted_once(self, own, hook, there):
        tool = published("Marmalade for policing", visibility=Visibility.POLICING)
        write_messages()
        for visibility in (Visibility.PUBLIC, Visibility.POLICING):
            tool.visibility = visibility
            db.session.commit()
            search.rebuild()
            write_messages()
        send_messages(own)

        assert [(body["data"]["total"], body["data"]["not_public"]) for body in there.bodies] == [(1, 1)]

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
