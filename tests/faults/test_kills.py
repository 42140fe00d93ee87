"""kill -9 in mid-write, again and again: nothing acknowledged is lost and nothing needs mending by hand.

Where the database is a file, what is killed has it open: ten times. A server is not killed: there, once for each part.
"""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import empty_database
from tests.faults import kills
from tests.faults.copies import Copy, Writer
from tests.journeys.conftest import free_port

KILLS = {"sqlite": 10, "postgresql": len(kills.PARTS)}


@pytest.fixture
def running(database_kind: str, tmp_path: Path) -> Iterator[Copy]:
    with empty_database(database_kind, tmp_path) as url:
        copy = Copy(tmp_path, url, free_port())
        copy.start()
        yield copy
        copy.stop()


def test_kills_lose_nothing_that_was_acknowledged(running: Copy, database_kind: str):
    chance = random.Random(10)
    writer = Writer(running)
    writer.sign_in()

    for number, part in enumerate(kills.rounds(KILLS[database_kind])):
        kills.kill_in_mid_write(running, writer, part, f"Round {number}", chance)

    kills.check(running, writer)
