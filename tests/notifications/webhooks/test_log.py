"""What was sent can be looked at and sent again."""

from datetime import timedelta

from registry.core import clock
from registry.core.db import db
from registry.discovery.services import webhooks
from registry.notifications.services.webhooks import send_messages, write_messages
from tests import factories as f
from tests.notifications.webhooks.stage import due_again, log, published


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
