"""Real processes that begin with the application loaded: to load it takes each of them longer than what it is there for.

One process of each run loads the application and forks whenever it is asked to. What it forks is a process like any other: it runs a
module as `python -m` would, with an environment, pipes and an exit code of its own, and it can be killed.
"""

import atexit
import gc
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import Any

from config import ROOT, load_settings

NUMBER = 8  # bytes that a number takes on the line between a process and its starter
PATIENCE = 120  # seconds


class Process:
    """`python -m module words`. It has the manners of `subprocess.Popen`, as text; what it says must fit into a pipe."""

    def __init__(self, module: str, *words: object, environment: Mapping[str, str] | None = None) -> None:
        self.module = module
        self.returncode: int | None = None
        self.errors = ""
        self._kept = tempfile.TemporaryFile("w+")  # noqa: SIM115  closed when it has ended
        hears, tells = os.pipe()
        listens, says = os.pipe()
        self._line, theirs = socket.socketpair()
        socket.send_fds(forker(), [b"."], [hears, says, self._kept.fileno(), theirs.fileno()])
        theirs.close(), os.close(hears), os.close(says)
        self.stdin = open(tells, "w", buffering=1)  # noqa: SIM115
        self.stdout = open(listens)  # noqa: SIM115
        asked = {
            "module": module,
            "words": [str(word) for word in words],
            "environment": {**(environment or os.environ)},
        }
        self._line.sendall(json.dumps(asked).encode())
        self._line.shutdown(socket.SHUT_WR)
        self.pid = self._number()

    def kill(self) -> None:
        """End it as `kill -9` does."""
        if self.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def wait(self, timeout: float | None = PATIENCE) -> int:
        """How it ended."""
        if self.returncode is None:
            self._line.settimeout(timeout)
            try:
                self.returncode = self._number()
            except TimeoutError:
                raise subprocess.TimeoutExpired(self.module, timeout or 0) from None
            self._line.close()
            with self._kept:
                self._kept.seek(0)
                self.errors = self._kept.read()
        return self.returncode

    def communicate(self, said: str = "", timeout: float = PATIENCE) -> tuple[str, str]:
        """Tell it the last, wait for its end, and take what it said and what went wrong."""
        with suppress(BrokenPipeError):
            self.stdin.write(said)
        self._hang_up()
        self.wait(timeout)
        with self.stdout:
            return self.stdout.read(), self.errors

    def __enter__(self) -> "Process":
        return self

    def __exit__(self, *_error: object) -> None:
        self._hang_up()
        self.stdout.close()
        self.wait()

    def _hang_up(self) -> None:
        with suppress(BrokenPipeError):
            self.stdin.close()

    def _number(self) -> int:
        said = self._line.recv(NUMBER)
        assert len(said) == NUMBER, f"{self.module} could not be started"
        return int.from_bytes(said, "big", signed=True)


@cache
def forker() -> socket.socket:
    """The line to the process that forks, which ends with this one."""
    ours, theirs = socket.socketpair()
    with theirs:
        command = [sys.executable, "-m", __name__, str(theirs.fileno())]
        one_thread = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # a process of several threads is not safe to fork
        process = subprocess.Popen(
            command, cwd=ROOT, env=one_thread, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()]
        )

    def end() -> None:
        ours.close()
        process.wait(timeout=PATIENCE)

    atexit.register(end)
    return ours


def load() -> None:
    """All that an application loads when it is made."""
    from sqlalchemy.orm import configure_mappers

    from registry.app import create_app

    create_app(replace(load_settings({"REGISTRY_ENV": "testing"}), database_url="sqlite://"))
    configure_mappers()
    gc.freeze()  # else each process looks through all of it for waste when it ends


def fork_when_asked(line: socket.socket) -> None:
    """Until nobody can ask any more; returns in each new process as well, once it has done what it was started for."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who watch
    while fds := socket.recv_fds(line, 1, 4)[1]:
        if os.fork() == 0:
            line.close()
            watch(fds[:3], socket.socket(fileno=fds[3]))
            return
        for fd in fds:
            os.close(fd)


def watch(pipes: list[int], line: socket.socket) -> None:
    """Fork once more, and tell whoever asked which process it is and how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with line.makefile("rb") as request:
        asked = json.load(request)
    process = os.fork()
    if process == 0:
        line.close()
        become(asked, pipes)
        return
    for pipe in pipes:
        os.close(pipe)
    with suppress(BrokenPipeError):  # who asked may be gone
        line.sendall(process.to_bytes(NUMBER, "big"))
        status = os.waitpid(process, 0)[1]
        line.sendall(os.waitstatus_to_exitcode(status).to_bytes(NUMBER, "big", signed=True))
    os._exit(0)


def become(asked: dict[str, Any], pipes: list[int]) -> None:
    """Run a module as if this process had been started for it."""
    for number, pipe in enumerate(pipes):
        os.dup2(pipe, number)
        os.close(pipe)
    os.environ.clear()
    os.environ.update(asked["environment"])
    sys.argv = [asked["module"], *asked["words"]]
    runpy.run_module(asked["module"], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    load()
    fork_when_asked(socket.socket(fileno=int(sys.argv[1])))
