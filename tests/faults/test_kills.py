"""kill -9 in mid-write, ten times: nothing acknowledged is lost and nothing needs mending by hand."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import empty_database
from tests.faults import kills
from tests.faults.copies import Copy, Writer
from tests.journeys.conftest import free_port

KILLS = 10


@pytest.fixture
def running(database_kind: str, tmp_path: Path) -> Iterator[Copy]:
    with empty_database(database_kind, tmp_path) as url:
        copy = Copy(tmp_path, url, free_port())
        copy.start()
        yield copy
        copy.stop()


def test_ten_kills_lose_nothing_that_was_acknowledged(running: Copy):
    chance = random.Random(10)
    writer = Writer(running)
    writer.sign_in()

    for number, part in enumerate(kills.rounds(KILLS)):
        kills.kill_in_mid_write(running, writer, part, f"Round {number}", chance)

    kills.check(running, writer)
