"""The parent's side: start a child for a job, hand it the bytes, take what it says, and end it when its time is over.

Nothing heavy is imported here, and nothing that a child says is believed to be short or quick.
"""

import contextlib
import fcntl
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar

T = TypeVar("T")

CHILD = Path(__file__).with_name("child.py")
ENDED_BY_LIMIT = 3  # how a child says that it ran into a limit
WALL = 20.0  # seconds
OUTPUT = 16 * 1024 * 1024  # bytes
AT_A_TIME = 2  # children of this copy on this machine
PATIENCE = 20.0  # seconds that a job waits for its turn
PAUSE = 0.05
ENVIRONMENT = {"LANG": "C.UTF-8", "TZ": "UTC", "OPENPYXL_LXML": "False"}  # and nothing of ours: no keys, no addresses


class Busy(Exception):
    """As many children as may run at a time are running, and went on running."""


class Failed(Exception):
    """A child did not finish. `limit` says that it was too much for it; `output` is what it had said by then."""

    def __init__(self, limit: bool, output: bytes) -> None:
        super().__init__("limit" if limit else "fault")
        self.limit = limit
        self.output = output


class Stopwatch:
    """How long several jobs may take together."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    def spend(self, work: Callable[[], T]) -> T:
        """Do it, if there is time left. Raises Busy otherwise."""
        if time.monotonic() > self._until:
            raise Busy
        return work()


@dataclass(frozen=True)
class _Ended:
    status: int | None  # none: it was ended because it took too long or said too much
    output: bytes


def run(job: str, payload: bytes, *, turns: Path) -> bytes:
    """Do a job with these bytes in a fresh process; returns what it says.

    `turns` is the folder in which the processes of this copy wait for each other. Raises Failed when the job did not
    finish within its limits or broke, and Busy when it had no turn.
    """
    with _turn(turns), tempfile.TemporaryFile() as given:
        given.write(payload)
        given.seek(0)
        ended = _ended(_started(job, given))
    if ended.status != 0:
        raise Failed(ended.status is None or ended.status < 0 or ended.status == ENDED_BY_LIMIT, ended.output)
    return ended.output


def _started(job: str, given: BinaryIO) -> "subprocess.Popen[bytes]":
    """A fresh interpreter with an empty environment; never a copy of this process and what it knows."""
    return subprocess.Popen(
        [sys.executable, "-I", "-B", str(CHILD), job, str(os.getpid())],
        stdin=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=ENVIRONMENT,
        cwd="/",
        start_new_session=True,
    )


def _ended(child: "subprocess.Popen[bytes]") -> _Ended:
    assert child.stdout is not None  # noqa: S101  as it was started
    try:
        output, whole = _said(child.stdout, time.monotonic() + WALL)
        return _Ended(child.wait(timeout=1) if whole else None, output)
    except subprocess.TimeoutExpired:  # it closed its output and went on
        return _Ended(None, output)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        child.stdout.close()


def _said(pipe: BinaryIO | object, until: float) -> tuple[bytes, bool]:
    """What comes out until the end, the time or the size is reached, and whether that was the end."""
    parts: list[bytes] = []
    size = 0
    with selectors.DefaultSelector() as waiting:
        waiting.register(pipe, selectors.EVENT_READ)  # type: ignore[arg-type]
        while (left := until - time.monotonic()) > 0 and size <= OUTPUT:
            if not waiting.select(left):
                break
            part = os.read(pipe.fileno(), 1 << 16)  # type: ignore[union-attr]
            if not part:
                return b"".join(parts), True
            parts.append(part)
            size += len(part)
    return b"".join(parts), False


@contextlib.contextmanager
def _turn(folder: Path) -> Iterator[None]:
    """Hold one of the few places at which children run; given up when this process ends, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + PATIENCE
    while True:
        for number in range(AT_A_TIME):
            with (folder / f"turn-{number}").open("a") as place:
                try:
                    fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                yield
                return
        if time.monotonic() > until:
            raise Busy
        time.sleep(PAUSE)
