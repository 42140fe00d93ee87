"""kill -9 in mid-write, two hundred times."""

import random

from tests.faults import kills
from tests.faults.copies import Copy, Writer
from tests.faults.test_kills import running

__all__ = ["running"]
KILLS = 200


def test_two_hundred_kills_lose_nothing_that_was_acknowledged(running: Copy, capsys):
    chance = random.Random(200)
    writer = Writer(running)
    writer.sign_in()

    for number, part in enumerate(kills.rounds(KILLS)):
        kills.kill_in_mid_write(running, writer, part, f"Round {number}", chance)
        with capsys.disabled():
            print(f"\r{number + 1} of {KILLS} kills, {len(writer.acknowledged)} writes acknowledged", end="")  # noqa: T201

    kills.check(running, writer)
