"""Killing a process that writes the index, in the middle of a commit or of a swap, and looking at what is left."""

import time

from flask import current_app

from registry.search.index import reader
from tests.processes import Process
from tests.search import shelf, writing


def writer() -> Process:
    """A process that builds and updates the index for ever, and says what it has done."""
    settings = current_app.config["SETTINGS"]
    told = ("testing", settings.instance_dir, settings.database_url, settings.search_backend)
    return Process("tests.search.endless", *told)


def kill_once(pause: float) -> None:
    """Let it write, kill -9 it somewhere in the middle: nothing that it said was done is lost."""
    with writer() as process:
        acknowledged = int(process.stdout.readline())
        time.sleep(pause)
        process.kill()
        rest = process.stdout.read().split()
    assert reader.sequence() >= max([acknowledged, *map(int, rest)])


def check(number: int) -> None:
    """All tools are there, and the index takes in more and loses none."""
    assert len(reader.current().living()) == 20
    writing.update(shelf.shelf(number, 20), sequence=writing.pointer().sequence)
    assert len(reader.current().living()) == 20
