"""Two workers tell webhooks of new matches at once and are killed in the middle: each match is in exactly one message."""

import os
import random
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, update

from registry.app import create_app
from registry.core import clock
from registry.core.db import Model, db
from registry.discovery.models import WebhookDelivery
from registry.rules.words import Role
from registry.search import services as search
from tests import factories as f
from tests.databases import empty_database
from tests.processes import Process
from tests.receiver import LOOPBACK, Receiver, receiving

PEOPLE, TOOLS, KILLS = 20, 2, 2


@pytest.fixture
def there():
    with receiving() as receiver:
        receiver.answer = 200
        yield receiver


@pytest.fixture
def place(settings, database_kind: str, tmp_path: Path, there: Receiver):
    with empty_database(database_kind, tmp_path) as url:
        app = create_app(replace(settings, database_url=url, instance_dir=tmp_path))
        with app.app_context():
            Model.metadata.create_all(db.engine)
            force = f.AForce()
            for _number in range(PEOPLE):
                saved = f.ASavedSearch(f.APerson((force, Role.READER)), "marmalade")
                f.AWebhook(saved, address=there.address)
            for number in range(TOOLS):
                f.ATool(force, name=f"Marmalade {number}x")
            search.rebuild()
            db.session.close()
            yield tmp_path, url
            db.session.close()
            db.engine.dispose()


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
