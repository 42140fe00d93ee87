"""Two workers tell of new matches at once and are killed in the middle, again and again: each is told exactly once."""

import email
import email.policy
import os
import random
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from registry.app import create_app
from registry.core import clock
from registry.core.db import Model, db
from registry.notifications.models import Notice
from registry.rules.words import Role
from registry.search import services as search
from tests import factories as f
from tests.databases import empty_database
from tests.processes import Process

MOMENT = "2026-11-23T09:00:00+00:00"
PEOPLE, TOOLS, KILLS = 20, 2, 2


@pytest.fixture
def place(settings, database_kind: str, tmp_path: Path):
    with empty_database(database_kind, tmp_path) as url:
        own = replace(settings, database_url=url, instance_dir=tmp_path, mail_folder=tmp_path / "mail")
        app = create_app(own)
        with app.app_context():
            Model.metadata.create_all(db.engine)
            force = f.AForce()
            for _number in range(PEOPLE):
                f.ASavedSearch(f.APerson((force, Role.READER)), "marmalade")
            for number in range(TOOLS):
                f.ATool(force, name=f"Marmalade {number}x")
            search.rebuild()
            db.session.close()
            yield tmp_path, url
            db.session.close()
            db.engine.dispose()


def started(folder: Path, url: str) -> Process:
    environment = {**os.environ, "REGISTRY_ENV": "testing", "INSTANCE_DIR": str(folder), "DATABASE_URL": url}
    return Process("tests.faults.alerting", MOMENT, environment=environment)


def told(folder: Path) -> Counter[tuple[str, str]]:
    """How often each person was told of each tool, in the mails that lie in the folder."""
    found: Counter[tuple[str, str]] = Counter()
    for path in folder.glob("mail/*.eml"):
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        text = mail.get_body(("plain",)).get_content()
        found.update((mail["To"], f"Marmalade {number}x") for number in range(TOOLS) if f"Marmalade {number}x" in text)
    return found


def test_each_new_match_is_told_exactly_once(place):
    folder, url = place
    chance = random.Random(27)
    for _round in range(KILLS):
        workers = [started(folder, url) for _worker in range(2)]
        for worker in workers:
            worker.stdout.readline()
        time.sleep(chance.uniform(0.02, 0.4))
        for worker in workers:
            worker.kill()
            worker.communicate(timeout=10)
        db.session.execute(update(Notice).values(next_attempt_at=clock.now()))  # as if the pause were over
        db.session.commit()
    last = started(folder, url)
    output, _errors = last.communicate(timeout=120)

    assert output == "ready\n"
    assert last.returncode == 0
    counted = told(folder)
    assert set(counted.values()) == {1}
    assert len(counted) == PEOPLE * TOOLS
