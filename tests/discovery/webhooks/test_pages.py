"""The pages of a webhook, where its secret is shown once, and what an operator does from the terminal."""

import re

from registry.core import clock
from registry.core.db import db
from registry.discovery.services import webhooks

ADDRESS = "https://93.184.216.34/hooks/key-of-theirs"
PAGE = "/saved-searches/{}/webhook"


class TestPages:
    def secret(self, page) -> str:
        return re.search(r'value="(whsec_[^"]+)"', page.get_data(as_text=True)).group(1)

    def test_the_secret_is_shown_once(self, web, owner, kept):
        web.sign_in(owner.id)

        answer = web.post(PAGE.format(kept.id), data={"address": ADDRESS})

        assert len(self.secret(answer)) == 50
        assert answer.headers["Cache-Control"] == "private, no-store"
        for path in (PAGE.format(kept.id), f"/saved-searches/{kept.id}", "/saved-searches"):
            assert "whsec_" not in web.get(path).get_data(as_text=True)

    def test_a_form_sent_twice_shows_it_twice_and_once_something_was_sent_no_more(self, web, owner, kept, actor):
        web.sign_in(owner.id)
        first, second = (self.secret(web.post(PAGE.format(kept.id), data={"address": ADDRESS})) for _time in range(2))
        webhooks.send_trial(actor, kept.id)

        assert first == second
        assert "whsec_" not in web.post(PAGE.format(kept.id), data={"address": ADDRESS}).get_data(as_text=True)

    def test_it_is_shown_no_more_once_its_log_is_forgotten(self, web, owner, kept, actor, time_machine):
        webhooks.set_webhook(actor, kept.id, ADDRESS)
        time_machine.move_to(clock.now() + webhooks.KEPT)
        web.sign_in(owner.id)

        assert "whsec_" not in web.post(PAGE.format(kept.id), data={"address": ADDRESS}).get_data(as_text=True)

    def test_another_secret_is_made_after_asking(self, web, owner, kept):
        web.sign_in(owner.id)
        first = self.secret(web.post(PAGE.format(kept.id), data={"address": ADDRESS}))

        assert "Make another secret?" in web.get(PAGE.format(kept.id) + "/secret").get_data(as_text=True)
        assert self.secret(web.post(PAGE.format(kept.id) + "/secret")) != first

    def test_it_is_deleted_after_asking(self, web, owner, kept):
        web.sign_in(owner.id)
        web.post(PAGE.format(kept.id), data={"address": ADDRESS})

        assert "Delete this webhook?" in web.get(PAGE.format(kept.id) + "/delete").get_data(as_text=True)
        web.post(PAGE.format(kept.id) + "/delete")
        assert web.get(PAGE.format(kept.id) + "/delete").status_code == 404
        assert "Set up a webhook" in web.get(f"/saved-searches/{kept.id}").get_data(as_text=True)

    def test_an_address_inside_comes_back_with_what_is_wrong(self, web, owner, kept):
        web.sign_in(owner.id)

        answer = web.post(PAGE.format(kept.id), data={"address": "https://169.254.169.254/latest"})

        assert answer.status_code == 422
        text = answer.get_data(as_text=True)
        assert "can be reached from outside" in text
        assert "https://169.254.169.254/latest" in text

    def test_it_is_stopped_and_started_and_the_lists_say_so(self, web, owner, kept):
        web.sign_in(owner.id)
        web.post(PAGE.format(kept.id), data={"address": ADDRESS})
        said = []
        for to in ("off", "on"):
            web.post(PAGE.format(kept.id) + "/switch", data={"to": to})
            said.append("Webhook stopped" in web.get("/saved-searches").get_data(as_text=True))

        assert said == [True, False]

    def test_the_log_shows_what_waits_and_is_paged(self, web, owner, kept, actor):
        hook = webhooks.set_webhook(actor, kept.id, ADDRESS)
        for _number in range(25):
            webhooks.new_delivery(hook, trial=True)
        db.session.commit()
        web.sign_in(owner.id)

        text = web.get(PAGE.format(kept.id)).get_data(as_text=True)

        assert "On its way" in text
        assert "of 25" in text

    def test_the_number_of_statements_does_not_grow_with_the_log(self, web, owner, kept, actor, count_statements):
        hook = webhooks.set_webhook(actor, kept.id, ADDRESS)
        seen = []
        for number in (1, 15):
            for _delivery in range(number):
                webhooks.new_delivery(hook)
            db.session.commit()
            web.sign_in(owner.id)
            with count_statements() as statements:
                web.get(PAGE.format(kept.id))
            seen.append(len(statements))

        assert seen[0] == seen[1]


class TestOperators:
    def test_see_whose_each_is_and_where_it_leads_and_not_its_path(self, app, actor, owner, kept):
        hook = webhooks.set_webhook(actor, kept.id, ADDRESS)
        webhooks.send_trial(actor, kept.id)

        shown = app.test_cli_runner().invoke(args=["webhooks", "list"]).output

        assert shown == f"{hook.id}\t{owner.email}\t93.184.216.34\ton\t1\n"

    def test_stop_some_or_all_and_the_owner_sees_it(self, app, web, actor, owner, kept):
        hook = webhooks.set_webhook(actor, kept.id, ADDRESS)
        run = app.test_cli_runner()

        assert run.invoke(args=["webhooks", "stop"]).exit_code == 2
        assert "0 webhooks that were on" in run.invoke(args=["webhooks", "stop", str(hook.id + 1)]).output
        assert "1 webhooks that were on" in run.invoke(args=["webhooks", "stop", "--all"]).output
        web.sign_in(owner.id)
        text = web.get(PAGE.format(kept.id)).get_data(as_text=True)
        assert webhooks.BY_OPERATOR in text
        assert "Mend the address" not in text
