"""Runs the child processes: starts them, starts a dead one again, ends all of them together."""

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from registry.launcher.guards import die_with_parent

FIRST_WAIT = 0.5  # seconds before the first new start; doubled each time
LONGEST_WAIT = 30.0
STEADY_AFTER = 30.0  # a child that ran this long starts afresh
GRACE = 10.0  # seconds to finish what is in hand
TRIES_BEFORE_READY = 3
TICK = 0.1


@dataclass(slots=True)
class Child:
    """One process to keep alive."""

    name: str
    command: list[str]
    environment: dict[str, str] | None = None  # all that it is told; none: what this process knows
    needed: bool = True  # whether a copy is of use without it
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    started: float = 0.0
    due: float = 0.0

    def start(self) -> None:
        """Start the process in a group of its own, tied to the life of this one."""
        parent = os.getpid()
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            env=self.environment,
            process_group=0,
            preexec_fn=lambda: die_with_parent(parent),  # safe: this process has one thread
        )

    def signal(self, number: signal.Signals) -> None:
        """Signal the whole group, the child's own children included."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def look(self) -> bool:
        """Whether the process just ended; if so, decide when it is due again."""
        if self.process is None or self.process.poll() is None:
            return False
        steady = time.monotonic() - self.started > STEADY_AFTER
        self.failures = 1 if steady else self.failures + 1
        self.due = time.monotonic() + min(LONGEST_WAIT, FIRST_WAIT * 2 ** (self.failures - 1))
        self.signal(signal.SIGKILL)  # what it may have left of its group
        self.process = None
        return True


@dataclass(slots=True)
class Supervisor:
    """Keeps children alive until a signal asks it to stop."""

    children: list[Child]
    ready: Callable[[], bool]
    on_ready: Callable[[], None]
    is_ready: bool = False
    stopping: bool = False
    _wake: int = field(default=-1, init=False)

    def run(self) -> int:
        """Run until stopped; 0 when asked to stop, 1 when a child never came up."""
        self._listen()
        try:
            for child in self.children:
                child.start()
            while not self.stopping:
                if self._tend():
                    return 1
                self._wait()
            return 0
        finally:
            self._end()

    def _listen(self) -> None:
        """Let signals wake the loop; the handlers themselves do almost nothing."""
        self._wake, write = os.pipe()
        os.set_blocking(self._wake, False)
        os.set_blocking(write, False)
        signal.set_wakeup_fd(write, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def _tend(self) -> bool:
        """Start what is due; tell once when all is up. True when it is hopeless."""
        for child in self.children:
            if child.look():
                if child.needed and not self.is_ready and child.failures >= TRIES_BEFORE_READY:
                    _say(f"{child.name} ended {child.failures} times before it was up: see its message above.")
                    return True
                _say(f"{child.name} ended; starting it again in {child.due - time.monotonic():.0f} s.")
            if child.process is None and time.monotonic() >= child.due:
                child.start()
        if not self.is_ready and self.ready():
            self.is_ready = True
            self.on_ready()
        return False

    def _wait(self) -> None:
        """Sleep until a signal, or until something is due."""
        due = [child.due - time.monotonic() for child in self.children if child.process is None]
        timeout = min(due, default=None) if self.is_ready else TICK
        select.select([self._wake], [], [], None if timeout is None else max(0.0, timeout))
        with contextlib.suppress(BlockingIOError):
            os.read(self._wake, 1024)

    def _end(self) -> None:
        """Ask all to finish; after a grace, or a second signal, end them."""
        self.stopping = False
        for child in self.children:
            child.signal(signal.SIGTERM)
        until = time.monotonic() + GRACE
        while time.monotonic() < until and not self.stopping and any(_alive(child) for child in self.children):
            time.sleep(TICK / 2)
        for child in self.children:
            child.signal(signal.SIGKILL)
            if child.process is not None:
                child.process.wait()


def _alive(child: Child) -> bool:
    return child.process is not None and child.process.poll() is None


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
