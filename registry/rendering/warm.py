"""The asking side of the warm process: a job's name and bytes go in, bytes come out, within limits.

The launcher keeps one warm process for a copy. Where it is not there, as under `flask run`, in tests, or in the moment after it
was killed, whoever asks starts one that ends with them; two never serve at once. Nothing heavy is imported here.
"""

import atexit
import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from registry.rendering import wire
from registry.rendering.keeping import Kept, digest
from registry.rendering.running import ENVIRONMENT, Busy, Failed

CHILD = Path(__file__).with_name("warm_process.py")
SECONDS = 5.0  # that a job may take
PATIENCE = 8.0  # seconds that whoever asks waits for a turn and the answer together
AGAIN_AFTER = 1.0  # seconds between two tries to start one
PAUSE = 0.02
TRIES = 2
REMEMBERED = 60.0  # seconds in which a job that failed is not tried again
KEPT: Kept[bytes] = Kept(8 * 1024 * 1024)
SINGLE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
_lock = threading.Lock()
_own: dict[Path, "subprocess.Popen[bytes]"] = {}
_tried: dict[Path, float] = {}
_failed: dict[str, tuple[float, bool]] = {}


class _Lost(Exception):
    """The warm process went away under the question: before it had `begun`, or after, and maybe because its time was over."""

    def __init__(self, begun: bool, hung: bool) -> None:
        super().__init__()
        self.begun, self.hung = begun, hung


def environment() -> dict[str, str]:
    """All that a warm process is told: nothing of ours, and to keep to one processor."""
    return {**ENVIRONMENT, **SINGLE}


def command(folder: Path, manner: str) -> list[str]:
    """How a warm process for this folder is started; `manner` is standing or tied."""
    return [sys.executable, "-I", "-B", str(CHILD), str(folder), manner]


def ask(job: str, payload: bytes, *, folder: Path, seconds: float = SECONDS, patience: float = PATIENCE) -> bytes:
    """Have a trusted job done; the same question asked again costs nothing.

    Raises Busy when there was no answer in time (it may be there when asked again), and Failed when the job broke or,
    with `limit`, needed more time or memory than it may have.
    """
    key = digest(job, payload)
    if (known := KEPT.get(key)) is not None:
        return known
    _refuse_failed(key)
    question = wire.Question(job, seconds, payload)
    until = time.monotonic() + patience
    tries = TRIES
    while tries:
        try:
            status, said = _asked(question, folder, until)
        except _Lost as lost:
            if lost.hung:
                raise _remembered(key, limit=True) from lost
            tries -= lost.begun  # who still stood in line when another's job ended the process asks again
            time.sleep(PAUSE)
            continue
        except TimeoutError as late:
            raise Busy from late
        if status != wire.DONE:
            raise _remembered(key, limit=status == wire.LIMIT)
        KEPT.put(key, said)
        return said
    raise _remembered(key, limit=False)


def _asked(question: wire.Question, folder: Path, until: float) -> tuple[bytes, bytes]:
    """Ask once. Raises _Lost, and TimeoutError when the time is over."""
    with _connected(folder, until) as peer:
        begun = 0.0
        try:
            wire.wait(peer, until)
            peer.sendall(question.packed())
            if wire.exactly(peer, 1, until) != wire.BEGUN:
                raise wire.Garbled
            begun = time.monotonic()
            return wire.answer(peer, until)
        except TimeoutError:
            raise
        except (wire.Garbled, OSError) as gone:
            # its alarm went off a moment after we heard that it had begun
            raise _Lost(bool(begun), bool(begun) and time.monotonic() - begun > question.seconds * 0.9) from gone


@contextlib.contextmanager
def _connected(folder: Path, until: float) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as peer:
        while True:
            wire.wait(peer, until)
            try:
                _connect(peer, folder)
                break
            except (FileNotFoundError, ConnectionRefusedError):
                _start(folder)
            except BlockingIOError:
                pass  # many stand in line
            time.sleep(PAUSE)
        yield peer


def _connect(peer: socket.socket, folder: Path) -> None:
    path = folder / "warm.sock"
    if len(os.fsencode(path)) < 100:
        peer.connect(str(path))
        return
    here = os.open(folder, os.O_RDONLY)  # too long for a socket's address: by the folder's number
    try:
        peer.connect(f"/proc/self/fd/{here}/warm.sock")
    finally:
        os.close(here)


def _start(folder: Path) -> None:
    """Start one that ends with this process, unless one of ours is starting or was just tried."""
    with _lock:
        now = time.monotonic()
        own = _own.get(folder)
        if (own and own.poll() is None) or now - _tried.get(folder, -AGAIN_AFTER) < AGAIN_AFTER:
            return
        _tried[folder] = now
        _end(folder)
        folder.mkdir(parents=True, exist_ok=True)
        _own[folder] = subprocess.Popen(
            command(folder, "tied"),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment(),
            cwd="/",
            start_new_session=True,
        )


def _end(folder: Path) -> None:
    own = _own.pop(folder, None)
    if own is not None:
        own.kill()
        own.wait()
        if own.stdin:
            own.stdin.close()


def end_own() -> None:
    """End the warm processes that this process started."""
    for folder in list(_own):
        _end(folder)
    _tried.clear()


def _refuse_failed(key: str) -> None:
    """What failed a moment ago is not tried again at once: it might end the warm process each time."""
    with _lock:
        since, limit = _failed.get(key, (0.0, False))
        if since and time.monotonic() - since < REMEMBERED:
            raise Failed(limit, b"")
        _failed.pop(key, None)


def _remembered(key: str, limit: bool) -> Failed:
    with _lock:
        while len(_failed) >= 200:
            _failed.pop(next(iter(_failed)))
        _failed[key] = (time.monotonic(), limit)
    return Failed(limit, b"")


atexit.register(end_own)
