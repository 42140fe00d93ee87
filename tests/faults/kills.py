"""Killing parts of a copy while it is written to, and looking at what is left."""

import random
import threading
import time
from collections.abc import Iterable

from sqlalchemy import create_engine, text

from tests.faults.copies import Copy, Lost, Writer

PARTS = ("parent", "web worker", "worker")
CATCH_UP = 60  # seconds


def rounds(count: int) -> Iterable[str]:
    """Which part each round kills, all of them in turn."""
    return (PARTS[number % len(PARTS)] for number in range(count))


def write_until(writer: Writer, enough: threading.Event, label: str) -> None:
    """Register one draft after the other until told to stop or the copy is gone."""
    number = 0
    while not enough.is_set():
        number += 1
        try:
            writer.register(f"{label} {number}")
        except Lost:
            time.sleep(0.05)  # its worker was killed: another takes over, or the copy is down


def kill_in_mid_write(copy: Copy, writer: Writer, part: str, label: str, chance: random.Random) -> None:
    """One round: write, kill somewhere in the middle, see that no orphan listens, go on."""
    enough = threading.Event()
    writing = threading.Thread(target=write_until, args=(writer, enough, label))
    writing.start()
    time.sleep(chance.uniform(0.2, 1.0))
    copy.kill(part)
    if part == "parent":
        enough.set()
        writing.join(timeout=60)
        wait_for(lambda: not copy.listens(), "an orphan still listens")
        copy.start()
    else:
        time.sleep(0.5)
        enough.set()
        writing.join(timeout=60)
        copy.wait_until_ready()


def check(copy: Copy, writer: Writer) -> None:
    """Nothing acknowledged is lost, the audit trail holds, the index catches up by itself."""
    assert writer.acknowledged, "nothing was written at all"
    engine = create_engine(copy.url)
    with engine.connect() as connection:
        kept = set(connection.scalars(text("SELECT name FROM tool")))
    engine.dispose()
    assert set(writer.acknowledged) <= kept
    verified = copy.flask("audit", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    wait_for(lambda: copy.flask("search", "check").returncode == 0, "the index did not catch up")


def wait_for(condition: object, otherwise: str) -> None:
    """Until the condition holds."""
    assert callable(condition)
    until = time.monotonic() + CATCH_UP
    while not condition():
        assert time.monotonic() < until, otherwise
        time.sleep(0.1)
