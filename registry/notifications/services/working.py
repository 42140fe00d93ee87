"""The loop of the worker: each job in turn, again and again, until it is asked to stop."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event

import structlog

from registry.core import clock

IDLE = 0.1  # seconds between two looks when there was nothing to do
FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(minutes=1)

log = structlog.get_logger(__name__)


@dataclass
class Job:
    """Something to do again and again: it returns how much it did. One that fails waits longer each time."""

    name: str
    act: Callable[[], int]
    every: timedelta = timedelta(0)
    due: datetime = field(default_factory=clock.now)
    failures: int = 0

    def look(self, around: Callable[[], AbstractContextManager[object]]) -> int:
        """Do it if it is due. A fault is logged and put off; it stops nothing else."""
        if clock.now() < self.due:
            return 0
        try:
            with around():
                done = self.act()
        except Exception as error:
            self.failures += 1
            self.due = clock.now() + min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(self.failures, 10))
            log.exception("job-failed", job=self.name, error=type(error).__name__, failures=self.failures)
            return 0
        self.failures = 0
        self.due = clock.now() + self.every
        return done


def work(stop: Event, jobs: Sequence[Job], around: Callable[[], AbstractContextManager[object]]) -> None:
    """Run the jobs until `stop` is set; what is in hand is finished first.

    `around` gives each job a fresh context, and so a database session of its own.
    """
    while not stop.is_set():
        done = 0
        for job in jobs:
            if stop.is_set():
                return
            done += job.look(around)
        if not done:
            stop.wait(IDLE)
