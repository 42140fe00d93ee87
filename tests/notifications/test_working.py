"""The worker's loop: a fault in one job stops no other, and it ends when it is asked to."""

import os
import signal
import subprocess
import sys
import time
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from functools import partial
from threading import Event

import pytest
import time_machine
from sqlalchemy import create_engine

from config import ROOT
from registry.accounts.events import SignedIn
from registry.app import create_app
from registry.core import clock
from registry.core.commands import command
from registry.core.db import Model, db
from registry.core.events import emit
from registry.discovery.events import NeedChanged
from registry.discovery.services import needs, saved
from registry.discovery.services.needs import NeedDetails
from registry.discovery.services.saved import SavedDetails
from registry.notifications.commands import jobs
from registry.notifications.services.alerts import write_alerts
from registry.notifications.services.unmoved import WhenMoved
from registry.notifications.services.working import Job, work
from registry.rules.words import Frequency, Role, Visibility
from registry.search import services as search
from registry.search.index import reader
from registry.search.queries import documents
from registry.search.queries.asked import Asked
from registry.search.services import synonyms
from tests import factories as f
from tests.receiver import LOOPBACK, receiving
from tests.search.conftest import index_home

__all__ = ["index_home"]


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


class TestWhenMoved:
    @pytest.fixture
    def done(self, session, index_home):
        search.rebuild()
        return []

    @pytest.fixture
    def job(self, done):
        return WhenMoved(lambda: done.append(1) or 1)

    def test_is_done_once_while_nothing_changes(self, job):
        assert [job(), job(), job()] == [1, 0, 0]

    def test_is_done_again_after_an_event_and_not_after_a_sign_in(self, job):
        tell(SignedIn(actor_id=None))
        job()
        tell(SignedIn(actor_id=None))
        search.catch_up()
        assert job() == 0

        tell(NeedChanged(actor_id=None, need_id=1, organisation_id=1, verb="post"))
        search.catch_up()
        assert [job(), job()] == [1, 0]

    def test_is_done_again_once_the_index_has_what_happened(self, job):
        tell(NeedChanged(actor_id=None, need_id=1, organisation_id=1, verb="post"))
        assert [job(), job()] == [1, 0]

        search.catch_up()
        assert [job(), job()] == [1, 0]

    def test_is_done_again_on_another_day(self, job):
        with time_machine.travel("2026-11-02T08:00:00+00:00", tick=False) as traveller:
            assert [job(), job()] == [1, 0]
            traveller.shift(timedelta(days=1))
            assert [job(), job()] == [1, 0]

    def test_is_done_again_when_it_failed_or_something_happened_meanwhile(self, done):
        def disturbed():
            done.append(1)
            if len(done) == 1:
                raise OSError("no disk")
            if len(done) == 2:
                tell(NeedChanged(actor_id=None, need_id=1, organisation_id=1, verb="post"))
            return 1

        job = WhenMoved(disturbed)
        with pytest.raises(OSError, match="no disk"):
            job()
        job()
        job()

        assert len(done) == 3
        assert job() == 0

    def test_whatever_may_make_a_search_or_a_need_find_something_is_an_event(self, job):
        f.Terms()
        force = f.AForce()
        actor = f.actor_of(f.APerson((force, Role.CONTRIBUTOR)))
        words = {"title": "Storm calls wait", "words": "For an hour.", "tried": "", "problems": ()}
        details = NeedDetails(organisation_id=force.id, visibility=Visibility.POLICING, **words)
        job()

        kept = saved.save_search(actor, Asked("marmalade"), SavedDetails(name="Jam", frequency=Frequency.DAILY))
        assert job() == 1
        saved.change_search(actor, kept.id, SavedDetails(name="Jam", frequency=Frequency.WEEKLY))
        assert job() == 1
        needs.post_need(actor, details)
        assert job() == 1
        synonyms.add_ring(f.AnActor(Role.REGISTRAR), ["marmalade", "preserve"])
        assert job() == 1


class TestParts:
    def test_the_index_catches_up_between_two_parts_of_a_long_job(self, session, settings, index_home):
        f.Terms()
        search.rebuild()
        for _number in range(2):
            person = f.APerson((f.AForce(), Role.READER))
            f.ASavedSearch(person, "marmalade")
            f.ANeed(f.AForce(), person)
        ran = []

        needs.match_needs(lambda: ran.append("need"))
        write_alerts(clock.now(), lambda: ran.append("person"))

        assert ran == ["need", "need", "person", "person"]

    def test_the_worker_hands_the_index_to_its_long_jobs(self, session, settings, index_home):
        search.rebuild()
        f.ANeed(f.AForce())
        tell(NeedChanged(actor_id=None, need_id=1, organisation_id=1, verb="post"))

        next(job for job in jobs(settings) if job.name == "needs").act()

        assert reader.sequence() == documents.head()


@command
def tell(event):
    emit(event)


class TestCommand:
    def test_ends_cleanly_when_asked_to(self, app, tmp_path):
        process = self.started(tmp_path)

        process.send_signal(signal.SIGTERM)
        rest = process.communicate(timeout=30)[0]

        assert (process.returncode, rest) == (0, b"")

    def test_sends_to_webhooks_beside_all_else_and_ends_while_a_receiver_takes_its_time(self, settings, tmp_path):
        with receiving() as there:
            there.pause = 1.0
            process = self.started(tmp_path, partial(self.a_trial, settings, there))
            until = time.monotonic() + 30
            while not there.requests:
                assert time.monotonic() < until, "no message came"
                time.sleep(0.05)
            process.send_signal(signal.SIGTERM)
            rest = process.communicate(timeout=30)[0]

        assert (process.returncode, rest) == (0, b"")

    def a_trial(self, settings, there, url, folder):
        app = create_app(replace(settings, database_url=url, instance_dir=folder))
        with app.app_context():
            saved = f.ASavedSearch(f.APerson((f.AForce(), Role.READER)), "marmalade")
            f.AWebhookDelivery(f.AWebhook(saved, address=there.address))
            db.session.close()
            db.engine.dispose()

    def started(self, tmp_path, fill=lambda *_places: None):
        environment = {
            **os.environ,
            "REGISTRY_ENV": "testing",
            "INSTANCE_DIR": str(tmp_path),
            "DATABASE_URL": f"sqlite:///{tmp_path}/registry.sqlite3",
            "WEBHOOK_NETWORKS": ",".join(LOOPBACK),
        }
        flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
        engine = create_engine(environment["DATABASE_URL"])
        Model.metadata.create_all(engine)
        engine.dispose()
        fill(environment["DATABASE_URL"], tmp_path)
        process = subprocess.Popen(
            [*flask, "worker"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        assert b"The worker is ready." in process.stdout.readline()
        return process
