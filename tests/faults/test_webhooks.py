"""Two workers tell webhooks of new matches at once and are killed in the middle: each match is in exactly one message."""

import os
import random
import time
from collections import defaultdict
from pathlib import Path

import pytest
from sqlalchemy import select, update

from registry.core import clock
from registry.core.db import db
from registry.discovery.models import WebhookDelivery
from tests import factories as f
from tests.faults.followers import KILLS, PEOPLE, TOOLS, following
from tests.processes import Process
from tests.receiver import LOOPBACK, Receiver, receiving


@pytest.fixture
def there():
    with receiving() as receiver:
        receiver.answer = 200
        yield receiver


@pytest.fixture
def place(settings, database_kind: str, tmp_path: Path, there: Receiver):
    with following(settings, database_kind, tmp_path, lambda saved: f.AWebhook(saved, address=there.address)) as found:
        yield found


def started(folder: Path, url: str) -> Process:
    environment = {
        **os.environ,
        "REGISTRY_ENV": "testing",
        "INSTANCE_DIR": str(folder),
        "DATABASE_URL": url,
        "WEBHOOK_NETWORKS": ",".join(LOOPBACK),
    }
    return Process("tests.faults.posting", environment=environment)


def messages_of(there: Receiver) -> dict[tuple[int, str], set[str]]:
    """The messages that named a tool for a saved search."""
    found: dict[tuple[int, str], set[str]] = defaultdict(set)
    for (_path, headers, _body), said in zip(there.requests, there.bodies, strict=True):
        for tool in said["data"]["tools"]:
            found[said["data"]["saved_search"]["id"], tool["name"]].add(headers["webhook-id"])
    return found


def test_each_new_match_is_in_exactly_one_message(place, there):
    folder, url = place
    chance = random.Random(55)
    for _round in range(KILLS):
        workers = [started(folder, url) for _worker in range(2)]
        for worker in workers:
            worker.stdout.readline()
        time.sleep(chance.uniform(0.02, 0.4))
        for worker in workers:
            worker.kill()
            worker.communicate(timeout=10)
        waiting = update(WebhookDelivery).where(WebhookDelivery.next_attempt_at.is_not(None))
        db.session.execute(waiting.values(next_attempt_at=clock.now()))  # as if the pause were over
        db.session.commit()
    last = started(folder, url)
    output, _errors = last.communicate(timeout=120)

    assert (last.returncode, output) == (0, "ready\n")
    found = messages_of(there)
    assert len(found) == PEOPLE * TOOLS
    assert {len(messages) for messages in found.values()} == {1}
    waiting = select(WebhookDelivery.id).where(WebhookDelivery.sent_at.is_(None))
    assert db.session.scalars(waiting).all() == []
