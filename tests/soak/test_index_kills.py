"""kill -9 of the process that writes the index, in commit and in swap, two hundred times."""

from random import Random

from tests.search import killing
from tests.search.conftest import index_home, pytest_generate_tests

__all__ = ["index_home", "pytest_generate_tests"]
KILLS = 200


def test_two_hundred_kills_leave_an_index_that_answers(index_home, capsys):
    chance = Random(200)
    for number in range(KILLS):
        killing.kill_once(chance.uniform(0.0, 0.2))
        killing.check(number)
        with capsys.disabled():
            print(f"\r{number + 1} of {KILLS} kills of the index's writer", end="")  # noqa: T201
