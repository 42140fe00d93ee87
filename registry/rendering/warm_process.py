"""The warm process: it loads the slow libraries once and then does one trusted job after the other.

It is started by its path, isolated, with an empty environment. Its arguments are the folder of its socket, and `standing` (the
launcher watches it) or `tied` (it ends when its standard input does, so with the process that started it). One holds the lock of
the folder at a time: a tied one that does not get it goes away, a standing one waits until it may take over. After so many jobs it
starts itself anew over the open socket, so that nobody who asks meanwhile is turned away. A job that takes too long is ended by an
alarm that no library can put off, and the whole process with it; the next to ask gets a new one.
"""

import contextlib
import ctypes
import fcntl
import os
import re
import resource
import select
import signal
import socket
import sys
import time
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
JOBS = 200  # jobs until it starts itself anew
MEMORY = 2 * 1024 * 1024 * 1024  # of addresses; what is really held is far less
WRITTEN = 64 * 1024 * 1024  # bytes in any file
OPEN_FILES = 64
WAITING = 128  # who may stand in line
ASKING = 1.0  # seconds in which a question must have arrived, and an answer been taken
KEPT = 32 * 1024 * 1024
FIRST = ("pooled", "spread_figures")  # jobs whose libraries are loaded before anybody asks
NAME = re.compile(r"[a-z][a-z_]{0,60}")
PR_SET_NO_NEW_PRIVS, NEW_USER, NEW_NET = 38, 0x10000000, 0x40000000
REFUSED = (
    "socket.bind",
    "socket.connect",
    "socket.getaddrinfo",
    "subprocess.",
    "os.fork",
    "os.posix_spawn",
    "os.system",
)


def main() -> None:
    """Take the folder, then serve until it is time to start anew; end at once where another has the folder."""
    folder, manner = Path(sys.argv[1]), sys.argv[2]
    os.umask(0o077)
    held = [int(number) for number in sys.argv[3:]] or _taken(folder, wait=manner == "standing")
    if not held:
        return
    confine()
    sys.path.append(str(ROOT))
    with socket.socket(fileno=held[1]) as listener:
        _Server(listener, tied=manner == "tied").serve()
        os.execv(sys.executable, [sys.executable, "-I", "-B", __file__, *sys.argv[1:3], *map(str, held)])  # noqa: S606


def _taken(folder: Path, wait: bool) -> list[int]:
    """The lock and the listening socket, as numbers that outlive a new start; none when another has them."""
    folder.mkdir(parents=True, exist_ok=True)
    here = os.open(folder, os.O_RDONLY)
    lock = os.open("warm.lock", os.O_RDWR | os.O_CREAT, 0o600, dir_fd=here)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return []
    with contextlib.suppress(FileNotFoundError):
        os.unlink("warm.sock", dir_fd=here)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    os.chdir(folder)  # a path from here is never too long for a socket
    listener.bind("warm.sock")
    os.chdir("/")
    listener.listen(WAITING)
    os.close(here)
    held = [lock, listener.detach()]
    for number in held:
        os.set_inheritable(number, True)
    return held


def confine() -> None:
    """Take away what no job needs, and bound the rest."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        libc.unshare(NEW_USER | NEW_NET)  # no network, where the kernel lets a process give it up
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, WRITTEN),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
    ):
        hard = resource.getrlimit(kind)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))
    sys.addaudithook(refuse)


def refuse(event: str, _arguments: object) -> None:
    """No job speaks to the network or starts a program."""
    if event.startswith(REFUSED):
        raise PermissionError(event)


class _Server:
    """Answers one question after the other until it is time to start anew."""

    def __init__(self, listener: socket.socket, tied: bool) -> None:
        from registry.rendering import keeping, wire

        self.wire, self.digest = wire, keeping.digest
        self.kept: keeping.Kept[bytes] = keeping.Kept(KEPT)
        self.listener, self.tied = listener, tied
        self.left = JOBS

    def serve(self) -> None:
        """Until so many jobs are done; ends the process when what it is tied to has gone."""
        for job in FIRST:
            import_module(f"registry.rendering.jobs.{job}").load()
        while self.left > 0:
            ready, _, _ = select.select([self.listener.fileno(), *([0] if self.tied else [])], [], [])
            if 0 in ready and not os.read(0, 1):
                os._exit(0)
            if self.listener.fileno() in ready:
                peer, _ = self.listener.accept()
                with peer, contextlib.suppress(self.wire.Garbled, OSError):
                    self.answer(peer)

    def answer(self, peer: socket.socket) -> None:
        """Do what is asked; whoever asks in vain or sends anything else has hung up on itself."""
        asked = self.wire.question(peer, time.monotonic() + ASKING)
        self.wire.wait(peer, time.monotonic() + ASKING)
        key = self.digest(asked.job, asked.payload)
        status, said = self.wire.DONE, self.kept.get(key)
        if said is None:
            with contextlib.suppress(OSError):  # who asked may have gone; the result is kept for the next
                peer.sendall(self.wire.BEGUN)
            status, said = self.done(asked.job, asked.payload, asked.seconds)
            if status == self.wire.DONE:
                self.kept.put(key, said)
        else:
            peer.sendall(self.wire.BEGUN)
        peer.sendall(self.wire.SAID.pack(status, len(said)) + said)

    def done(self, job: str, payload: bytes, seconds: float) -> tuple[bytes, bytes]:
        """Do one job under the alarm."""
        self.left -= 1
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            module = import_module(f"registry.rendering.jobs.{job}") if NAME.fullmatch(job) else None
            if not getattr(module, "TRUSTED", False):  # files that people upload are never read here
                return self.wire.FAULT, b""
            said = b"".join(module.work(payload))  # type: ignore[union-attr]
            return (self.wire.DONE, said) if len(said) <= self.wire.MOST else (self.wire.LIMIT, b"")
        except MemoryError:
            self.left = 0  # who knows what is half done
            return self.wire.LIMIT, b""
        except Exception:
            return self.wire.FAULT, b""
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)


if __name__ == "__main__":
    main()
