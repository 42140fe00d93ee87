"""Each new match is told once to each webhook."""

import shutil

import pytest

from registry.core.errors import Conflict
from registry.discovery.queries.webhooks import new_for
from registry.notifications.services import webhooks as sending
from registry.notifications.services.webhooks import send_messages, write_messages
from registry.search import services as search
from registry.search.index import reader as index
from tests import factories as f
from tests.notifications.webhooks.stage import due_again, log, published


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
