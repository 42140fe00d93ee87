"""The worker's loop: a fault in one job stops no other, and it ends when it is asked to."""

import os
import signal
import subprocess
import sys
from contextlib import nullcontext
from datetime import timedelta
from threading import Event

from sqlalchemy import create_engine

from config import ROOT
from registry.core.db import Model
from registry.notifications.services.working import Job, work


class TestWork:
    def test_a_fault_in_one_job_stops_no_other(self):
        stop, seen = Event(), []

        def fails():
            raise OSError("no disk")

        def counts():
            seen.append(1)
            if len(seen) == 3:
                stop.set()
            return 1

        broken = Job("broken", fails)
        work(stop, [broken, Job("counts", counts)], nullcontext)

        assert (len(seen), broken.failures) == (3, 1)

    def test_a_job_waits_its_time(self):
        stop, seen = Event(), []
        often = Job("often", lambda: stop.set() or 0 if seen.append("often") or seen.count("often") == 2 else 1)
        rarely = Job("rarely", lambda: seen.append("rarely") or 1, every=timedelta(hours=1))

        work(stop, [rarely, often], nullcontext)

        assert seen.count("rarely") == 1

    def test_each_job_has_a_context_of_its_own(self):
        stop, entered = Event(), []

        class Around:
            def __enter__(self):
                entered.append(len(entered))

            def __exit__(self, *_fault):
                return None

        work(stop, [Job("one", lambda: 0), Job("two", lambda: stop.set() or 0)], Around)

        assert entered == [0, 1]


class TestCommand:
    def test_ends_cleanly_when_asked_to(self, app, tmp_path):
        environment = {
            **os.environ,
            "REGISTRY_ENV": "testing",
            "INSTANCE_DIR": str(tmp_path),
            "DATABASE_URL": f"sqlite:///{tmp_path}/registry.sqlite3",
        }
        flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
        engine = create_engine(environment["DATABASE_URL"])
        Model.metadata.create_all(engine)
        engine.dispose()
        process = subprocess.Popen(
            [*flask, "worker"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        assert b"The worker is ready." in process.stdout.readline()

        process.send_signal(signal.SIGTERM)
        rest = process.communicate(timeout=30)[0]

        assert (process.returncode, rest) == (0, b"")
