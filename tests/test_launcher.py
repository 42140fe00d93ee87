"""The launcher: one copy at a time, children kept alive, nothing left behind however it ends."""

import http.server
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from config import ROOT, load_settings
from registry.launcher import steps
from registry.launcher.guards import CannotStart, hold, require_free

PATIENCE = 20  # seconds until a wait is a failure; nothing is measured
SLEEPER = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); time.sleep(600)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEPER
# A parent that supervises two children, each noting its process id; ready once both have
SUPERVISED = """
import sys
from pathlib import Path
from registry.launcher import supervisor
from registry.launcher.supervisor import Child, Supervisor
supervisor.FIRST_WAIT = 0.05
supervisor.GRACE = float(sys.argv[2])
notes = [Path(sys.argv[1]) / name for name in ("one", "two")]
children = [Child(note.name, [sys.executable, "-c", sys.argv[3], str(note)]) for note in notes]
up = lambda: all(note.exists() for note in notes)
sys.exit(Supervisor(children, up, lambda: print("ready", flush=True)).run())
"""


def until(condition, what: str):
    """Wait for something to become true, and give it back."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited in vain: {what}")


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def pids(note: Path) -> list[int]:
    return [int(line) for line in note.read_text().split()] if note.exists() else []


@contextmanager
def supervised(folder: Path, grace: float = 10, child: str = SLEEPER):
    command = [sys.executable, "-c", SUPERVISED, str(folder), str(grace), child]
    parent = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield parent
    finally:
        if parent.poll() is None:
            parent.kill()
        parent.communicate()


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class TestForThisAccountAlone:
    def test_nobody_else_on_the_machine_reads_what_a_copy_writes(self, tmp_path):
        folder = tmp_path / "copy"
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            env = os.environ | {"REGISTRY_ENV": "development", "INSTANCE_DIR": str(folder), "PORT": port}
            subprocess.run([sys.executable, "-m", "registry.launcher"], cwd=ROOT, env=env, capture_output=True)

        written = list(folder.iterdir())
        assert written
        assert not any(path.stat().st_mode & 0o077 for path in written)


class TestOneCopyAtATime:
    def test_a_second_copy_is_refused_and_told_who_holds_the_folder(self, tmp_path):
        with hold(tmp_path), pytest.raises(CannotStart, match=str(os.getpid())):
            hold(tmp_path)

    def test_the_folder_is_free_again_once_its_holder_was_killed(self, tmp_path):
        script = f"import time; from pathlib import Path; from registry.launcher.guards import hold; held = hold(Path({str(tmp_path)!r})); print('held', flush=True); time.sleep(600)"
        holder = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE)
        holder.stdout.readline()
        with pytest.raises(CannotStart):
            hold(tmp_path)

        holder.kill()
        holder.communicate()

        hold(tmp_path).close()

    def test_a_port_in_use_is_refused_with_another_to_try(self, free_port):
        with socket.create_server(("127.0.0.1", free_port)), pytest.raises(CannotStart, match=f"PORT={free_port + 1}"):
            require_free("127.0.0.1", free_port, patience=0)

    def test_a_shared_port_counts_as_in_use(self, free_port):
        with socket.create_server(("127.0.0.1", free_port), reuse_port=True), pytest.raises(CannotStart):
            require_free("127.0.0.1", free_port, patience=0)

    def test_a_port_that_comes_free_in_time_is_taken(self, free_port):
        server = socket.create_server(("127.0.0.1", free_port))
        threading.Timer(0.3, server.close).start()

        require_free("127.0.0.1", free_port, patience=PATIENCE)

    def test_a_free_port_is_not_held(self, free_port):
        require_free("127.0.0.1", free_port)

        http.server.HTTPServer(("127.0.0.1", free_port), http.server.BaseHTTPRequestHandler).server_close()

    def test_an_address_of_another_machine_is_refused(self):
        with pytest.raises(CannotStart, match="no address of this machine"):
            require_free("no such host", 8000)


class TestSupervision:
    def test_a_killed_child_is_started_again(self, tmp_path):
        with supervised(tmp_path) as parent:
            parent.stdout.readline()
            first = pids(tmp_path / "one")[0]

            os.kill(first, signal.SIGKILL)

            until(lambda: len(pids(tmp_path / "one")) == 2, "a new child")
            assert len(pids(tmp_path / "two")) == 1

    @pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
    def test_a_polite_end_leaves_nothing_and_reports_success(self, tmp_path, how):
        with supervised(tmp_path) as parent:
            parent.stdout.readline()

            parent.send_signal(how)
            parent.wait(PATIENCE)

            assert parent.returncode == 0
            assert all(gone(pid) for note in tmp_path.iterdir() for pid in pids(note))

    def test_a_child_that_will_not_end_is_ended(self, tmp_path):
        with supervised(tmp_path, grace=0.2, child=STUBBORN) as parent:
            parent.stdout.readline()

            parent.terminate()
            parent.wait(PATIENCE)

            assert all(gone(pid) for note in tmp_path.iterdir() for pid in pids(note))

    def test_no_child_outlives_a_killed_parent(self, tmp_path):
        with supervised(tmp_path) as parent:
            parent.stdout.readline()
            children = pids(tmp_path / "one") + pids(tmp_path / "two")

            parent.kill()

            until(lambda: all(gone(pid) for pid in children), "the children's end")

    def test_a_child_that_never_comes_up_stops_the_start_with_a_reason(self, tmp_path):
        with supervised(tmp_path, child="import sys; sys.exit('no such setting')") as parent:
            _, errors = parent.communicate(timeout=PATIENCE)

            assert parent.returncode == 1
            assert "no such setting" in errors
            assert "ended 3 times before it was up" in errors


# A launcher of the web server alone, on an instance folder of its own
SERVING = """
import sys
from config import load_settings
from registry.launcher import supervisor
from registry.launcher.__main__ import _answers, children
from registry.launcher.supervisor import Supervisor
supervisor.FIRST_WAIT = 0.05
settings = load_settings()
web = [child for child in children(settings) if "granian" in child.command]
sys.exit(Supervisor(web, lambda: _answers(settings), lambda: print("ready", flush=True)).run())
"""


@pytest.fixture
def serving(tmp_path, free_port):
    """`serving()` starts a launcher, always on the same folder and port."""
    env = os.environ | {"REGISTRY_ENV": "development", "INSTANCE_DIR": str(tmp_path), "PORT": str(free_port)}
    started: list[psutil.Popen] = []

    def start() -> psutil.Popen:
        require_free("127.0.0.1", free_port)
        launcher = psutil.Popen([sys.executable, "-c", SERVING], cwd=ROOT, env=env, stdout=subprocess.PIPE)
        launcher.port = free_port
        started.append(launcher)
        assert launcher.stdout.readline() == b"ready\n"
        return launcher

    yield start
    for launcher in started:
        if launcher.is_running():
            launcher.kill()
        launcher.communicate()


def status(port: int) -> int:
    """What the server answers; 0 when it does not."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return answer.status
    except OSError:
        return 0


class TestTheWebServer:
    def test_comes_back_whichever_of_its_processes_is_killed(self, serving):
        launcher = serving()
        (server,) = launcher.children()
        worker, other = until(lambda: len(found := server.children()) == 2 and found, "two workers")

        worker.kill()
        until(lambda: len(set(server.children()) - {worker, other}) == 1, "a new worker")
        until(lambda: status(launcher.port) == 200, "an answer")

        left = server.children()
        server.kill()
        until(lambda: all(gone(process.pid) for process in left), "the end of its workers")
        until(lambda: launcher.children() and status(launcher.port) == 200, "a new server")

    def test_leaves_no_listener_when_the_launcher_is_killed(self, serving):
        launcher = serving()
        family = launcher.children(recursive=True)

        launcher.kill()

        until(lambda: all(gone(process.pid) for process in family), "the end of the family")
        assert status(launcher.port) == 0

    def test_stops_cleanly_and_can_start_again(self, serving):
        launcher = serving()
        family = launcher.children(recursive=True)

        launcher.send_signal(signal.SIGINT)

        assert launcher.wait(PATIENCE) == 0
        assert all(gone(process.pid) for process in family)
        assert serving().is_running()


class TestSteps:
    def settings(self, folder: Path, **more: str):
        return load_settings({"REGISTRY_ENV": "development", "INSTANCE_DIR": str(folder), **more})

    def finish(self, settings):
        settings.database_file.touch()
        for step in steps.STEPS:
            steps._note(settings, step)

    def test_are_all_due_on_a_new_copy_in_order(self, tmp_path):
        assert steps.pending(self.settings(tmp_path)) == list(steps.STEPS)

    def test_are_not_due_again_once_finished(self, tmp_path):
        settings = self.settings(tmp_path)
        self.finish(settings)

        assert steps.pending(settings) == []

    def test_are_due_again_when_the_database_was_replaced(self, tmp_path):
        settings = self.settings(tmp_path)
        self.finish(settings)

        settings.database_file.rename(tmp_path / "old")
        settings.database_file.touch()

        assert steps.pending(settings) == list(steps.STEPS)

    def test_are_due_again_when_their_inputs_change(self, tmp_path, monkeypatch):
        (tmp_path / "seed").mkdir()
        (tmp_path / "seed" / "a.csv").write_text("1")
        monkeypatch.setattr(steps, "ROOT", tmp_path)
        settings = self.settings(tmp_path)
        self.finish(settings)

        (tmp_path / "seed" / "a.csv").write_text("2")

        labels = [step.label for step in steps.pending(settings)]
        assert "Reference data" in labels
        assert "Tables" not in labels

    def test_go_on_where_a_stopped_set_up_left_off(self, tmp_path):
        settings = self.settings(tmp_path)
        settings.database_file.touch()
        steps._note(settings, steps.STEPS[0])

        assert steps.pending(settings) == list(steps.STEPS[1:])

    def test_survive_a_damaged_stamp(self, tmp_path):
        (tmp_path / steps.STAMP).write_text("{half")

        assert steps.pending(self.settings(tmp_path)) == list(steps.STEPS)

    def test_make_no_demonstration_accounts_where_others_can_reach_the_server(self, tmp_path):
        open_to_all = self.settings(tmp_path, HOST="0.0.0.0")

        assert not [step for step in steps.pending(open_to_all) if step.trial_only]
