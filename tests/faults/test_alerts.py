"""Two workers tell of new matches at once and are killed in the middle, again and again: each is told exactly once."""

import email
import email.policy
import os
import random
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import update

from registry.core import clock
from registry.core.db import db
from registry.notifications.models import Notice
from tests.faults.followers import KILLS, PEOPLE, TOOLS, following
from tests.processes import Process

MOMENT = "2026-11-23T09:00:00+00:00"


@pytest.fixture
def place(settings, database_kind: str, tmp_path: Path):
    with following(settings, database_kind, tmp_path) as found:
        yield found


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
