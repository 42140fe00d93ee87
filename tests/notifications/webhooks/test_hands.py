"""A webhook's owner and the worker at once, in transactions of their own."""

import threading
from functools import partial

import pytest
from sqlalchemy import select

from registry.accounts.models import Person
from registry.core.db import db
from registry.discovery.models import Webhook, WebhookDelivery
from registry.discovery.services import webhooks
from registry.notifications.services import webhooks as sending
from registry.rules.words import Role
from tests import factories as f

OTHER = "https://93.184.216.34/other"


@pytest.fixture
def ground():
    """Each has a database of its own here."""


@pytest.fixture
def stage(copy):
    owner = f.APerson((f.AForce(), Role.READER))
    hook = f.AWebhook(f.ASavedSearch(owner, "marmalade"))
    found = f.actor_of(db.session.get(Person, owner.id)), hook.saved_search_id, hook.address
    f.AWebhookDelivery(hook, trial=False)
    db.session.close()
    return found


def at_once(copy, *acts) -> list[str]:
    """Do all at the same time; what went wrong."""
    wrong, ready = [], threading.Barrier(len(acts))

    def run(act):
        with copy.app_context():
            ready.wait(10)
            try:
                act()
            except Exception as error:
                wrong.append(repr(error))

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return wrong


def test_of_four_trials_at_once_one_is_sent(copy, stage):
    actor, search_id, _address = stage

    assert at_once(copy, *[partial(webhooks.send_trial, actor, search_id)] * 4) == []

    trials = select(WebhookDelivery).where(WebhookDelivery.trial)
    assert len(db.session.scalars(trials).all()) == 1


@pytest.mark.parametrize("number", range(5))
def test_moved_while_its_old_address_says_that_it_is_gone_it_is_moved(copy, stage, number):
    actor, search_id, address = stage
    message_id = sending.claim()
    gone = partial(sending.settle, message_id, address, 410, "It answered with the status 410.")

    assert at_once(copy, gone, partial(webhooks._set_webhook, actor, search_id, OTHER)) == []

    assert db.session.scalars(select(Webhook.address)).all() == [OTHER]


@pytest.mark.parametrize("number", range(5))
def test_deleted_while_an_attempt_is_noted_it_is_deleted(copy, stage, number):
    actor, search_id, address = stage
    message_id = sending.claim()
    noted = partial(sending.settle, message_id, address, 200, None)

    assert at_once(copy, noted, partial(webhooks.delete_webhook, actor, search_id)) == []

    assert db.session.scalars(select(Webhook)).all() == []
