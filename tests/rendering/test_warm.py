"""The warm process: it is asked and answers, whatever is sent to it and whatever ends it, and nothing is worked out twice."""

import json
import signal
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from config import ROOT, load_settings
from registry.launcher.__main__ import children
from registry.rendering import keeping, warm, warm_process, wire
from registry.rendering.figures import figures
from registry.rendering.running import Busy, Failed
from tests.test_launcher import gone, until

TRIES = """
import os, resource, runpy
runpy.run_path({child!r})["confine"]()
def tried(what):
    try:
        what()
    except BaseException as error:
        return type(error).__name__
    return "done"
def connects():
    import socket
    socket.create_connection(("127.0.0.1", 1))
def starts():
    import subprocess
    subprocess.run(["true"])
def allocates():
    return len(bytearray(3 * 1024 * 1024 * 1024))
print(tried(connects), tried(starts), tried(allocates), resource.getrlimit(resource.RLIMIT_CORE)[0])
"""
ASKS_AND_WAITS = """
import sys, time
from pathlib import Path
from registry.rendering import warm
warm.ask("pooled", sys.argv[2].encode(), folder=Path(sys.argv[1]))
print("asked", flush=True)
time.sleep(600)
"""


def effects(shift: float = 0.0, sites: int = 3) -> dict:
    return {
        "effects": [{"site": str(n), "value": shift + n / 10, "error": 0.1, "unit": "minutes"} for n in range(sites)]
    }


def question(shift: float = 0.0, sites: int = 3) -> bytes:
    return json.dumps(effects(shift, sites)).encode()


def ask(folder: Path, shift: float = 0.0, **more) -> float:
    """The pooled estimate; patient, for a machine that has much else to do."""
    found = json.loads(warm.ask("pooled", question(shift), folder=folder, patience=60, seconds=30, **more))
    return round(found["reml"]["estimate"], 6)


def child(folder: Path) -> psutil.Process:
    """The one process that serves this folder now."""
    wanted = {str(warm.CHILD), str(folder)}
    serving = [process for process in psutil.process_iter(["cmdline"]) if wanted <= set(process.info["cmdline"] or [])]
    (found,) = [process for process in serving if process.status() != psutil.STATUS_ZOMBIE]
    return found


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("warm")


@pytest.fixture
def folder(shared: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose process goes on from test to test; what was kept does not."""
    monkeypatch.setattr(warm, "KEPT", keeping.Kept(8 * 1024 * 1024))
    return shared


@pytest.fixture(scope="module", autouse=True)
def none_left():
    yield
    warm.end_own()


class TestAsking:
    def test_starts_one_where_there_is_none_and_answers(self, folder):
        assert ask(folder) == 0.1
        assert child(folder).parent() == psutil.Process()

    def test_the_same_again_asks_nobody(self, tmp_path, folder):
        ask(tmp_path)
        warm.end_own()
        (tmp_path / "warm.sock").unlink()

        assert ask(tmp_path) == 0.1
        assert not (tmp_path / "warm.sock").exists()

    def test_many_at_once_are_answered_each_with_its_own_by_one_process(self, folder):
        with ThreadPoolExecutor(8) as askers:
            found = list(askers.map(lambda n: ask(folder, float(n)), range(24)))

        assert found == [n + 0.1 for n in range(24)]
        assert child(folder).is_running()

    def test_processes_share_one(self, folder):
        ask(folder)
        script = "import sys; from pathlib import Path; from registry.rendering import warm; print(len(warm.ask('pooled', sys.argv[2].encode(), folder=Path(sys.argv[1]))))"

        other = subprocess.run(
            [sys.executable, "-c", script, str(folder), question(7).decode()], cwd=ROOT, capture_output=True, text=True
        )

        assert int(other.stdout) > 100, other.stderr
        assert child(folder).parent() == psutil.Process()

    def test_works_in_a_folder_whose_name_is_too_long_for_a_socket(self, folder):
        assert ask(folder / ("deep" * 20) / ("deeper" * 20)) == 0.1

    def test_gives_up_when_nobody_answers_in_time(self, tmp_path):
        with socket.socket(socket.AF_UNIX) as deaf:
            deaf.bind(str(tmp_path / "warm.sock"))
            deaf.listen()

            with pytest.raises(Busy):
                warm.ask("pooled", question(0.25), folder=tmp_path, patience=0.2)

    def test_is_not_misled_by_garbage(self, tmp_path):
        with socket.socket(socket.AF_UNIX) as liar:
            liar.bind(str(tmp_path / "warm.sock"))
            liar.listen()
            threading.Thread(target=lambda: [_lie(liar) for _ in range(warm.TRIES)], daemon=True).start()

            with pytest.raises(Failed) as failure:
                warm.ask("pooled", question(0.5), folder=tmp_path, patience=20)

        assert failure.value.limit is False


def _lie(liar: socket.socket) -> None:
    peer, _ = liar.accept()
    with peer:
        peer.recv(10_000)
        peer.sendall(wire.BEGUN + b"garbage, and plenty of it: " * 10)


class TestTheProcess:
    def test_may_do_little_but_compute(self):
        script = TRIES.format(child=str(warm.CHILD))

        ran = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=False)

        assert ran.stdout.split() == ["PermissionError", "PermissionError", "MemoryError", "0"], ran.stderr

    def test_knows_nothing_of_its_parents_environment(self, folder, monkeypatch):
        monkeypatch.setenv("SECRET_KEY", "known to the parent alone")
        ask(folder)

        assert "SECRET_KEY" not in child(folder).environ()
        assert "SECRET_KEY" not in warm.environment()

    def test_refuses_jobs_that_read_what_people_upload_and_those_it_does_not_know(self, folder):
        for job in ("text_of_pdf", "no_such_job", "../child", ""):
            with pytest.raises(Failed):
                warm.ask(job, b"x", folder=folder, patience=60)

        assert ask(folder) == 0.1

    def test_goes_on_after_a_job_that_broke(self, folder):
        ask(folder)
        before = child(folder).pid

        with pytest.raises(Failed) as failure:
            warm.ask("pooled", b"not what it expects", folder=folder, patience=60)

        assert failure.value.limit is False
        assert ask(folder, 3.0) == 3.1
        assert child(folder).pid == before

    def test_goes_on_after_garbage_and_after_one_who_says_nothing(self, folder):
        ask(folder)
        before = child(folder).pid
        silent = socket.socket(socket.AF_UNIX)
        silent.connect(str(folder / "warm.sock"))
        for said in (b"GET / HTTP/1.1\r\n\r\n" * 3, wire.ASKED.pack(wire.MARK, 3, 1.0, 2**60), b""):
            with socket.socket(socket.AF_UNIX) as peer:
                peer.connect(str(folder / "warm.sock"))
                peer.sendall(said)

        assert ask(folder, 4.0) == 4.1
        assert child(folder).pid == before
        silent.close()

    def test_starts_itself_anew_after_so_many_jobs_and_turns_nobody_away(self, folder):
        ask(folder)
        before = child(folder)
        numbers = len(before.cmdline()) - len(warm.command(folder, "tied"))
        assert numbers in (0, 2)
        for number in range(warm_process.JOBS):
            with pytest.raises(Failed):
                warm.ask("no_such_job", str(number).encode(), folder=folder, patience=60)

        assert ask(folder, 5.0) == 5.1
        assert child(folder).pid == before.pid
        assert child(folder).cmdline()[6:], "it was told of the open socket"

    def test_that_was_killed_is_replaced_by_the_next_who_asks(self, folder):
        ask(folder)
        killed = child(folder)
        killed.kill()
        killed.wait()

        assert ask(folder, 1.0) == 1.1
        assert child(folder).pid != killed.pid

    def test_that_hangs_is_ended_and_said_to_have_hung(self, folder):
        ask(folder)
        hung = child(folder)

        with pytest.raises(Failed) as failure:
            warm.ask("pooled", question(sites=400), folder=folder, seconds=0.01, patience=60)

        assert failure.value.limit is True
        until(lambda: gone(hung.pid), "the end of what hung")
        assert ask(folder, 2.0) == 2.1

    def test_is_not_ended_again_and_again_by_the_same_question(self, folder):
        hopeless = {"folder": folder, "seconds": 0.01, "patience": 60}
        with pytest.raises(Failed):
            warm.ask("pooled", question(sites=401), **hopeless)
        ask(folder, 6.0)
        before = child(folder).pid

        with pytest.raises(Failed):
            warm.ask("pooled", question(sites=401), **hopeless)

        assert child(folder).pid == before

    def test_ends_with_the_process_that_started_it(self, tmp_path):
        command = [sys.executable, "-c", ASKS_AND_WAITS, str(tmp_path), question().decode()]
        parent = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
        parent.stdout.readline()
        orphan = child(tmp_path).pid

        parent.kill()
        parent.communicate()

        until(lambda: gone(orphan), "the end of the warm process")

    def test_that_hangs_takes_nobody_down_who_stands_in_line(self, folder):
        ask(folder)
        with ThreadPoolExecutor(4) as askers:
            hopeless = askers.submit(warm.ask, "pooled", question(sites=402), folder=folder, seconds=0.01, patience=60)
            others = [askers.submit(ask, folder, 20.0 + n) for n in range(3)]

            assert [other.result() for other in others] == [20.1, 21.1, 22.1]
        assert isinstance(hopeless.exception(), Failed)


class TestUnderTheLauncher:
    def test_is_one_of_the_parts_of_a_copy_and_the_copy_starts_without_it(self, tmp_path):
        parts = children(load_settings({"REGISTRY_ENV": "development", "INSTANCE_DIR": str(tmp_path)}))

        (part,) = [part for part in parts if part.name == "The warm process"]
        assert part.command[-2:] == [str(tmp_path / "rendering"), "standing"]
        assert part.environment == warm.environment()
        assert not part.needed

    def test_a_standing_one_waits_and_takes_over(self, tmp_path):
        ask(tmp_path)
        own = child(tmp_path)
        standing = subprocess.Popen(
            warm.command(tmp_path, "standing"), env=warm.environment(), stdin=subprocess.DEVNULL
        )
        try:
            own.send_signal(signal.SIGKILL)
            own.wait()
            until(lambda: _serves(tmp_path), "the standing one")

            assert ask(tmp_path, 11.0) == 11.1
            assert child(tmp_path).pid == standing.pid
        finally:
            standing.kill()
            standing.wait()


def _serves(folder: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(folder / "warm.sock")) == 0


class TestFigures:
    def test_come_as_numbers(self, folder):
        assert figures("pooled", effects(), folder, patience=60).found["reml"]["sites"] == 3

    def test_that_the_data_do_not_carry_say_why(self, folder):
        assert "At least two sites" in (figures("pooled", effects(sites=1), folder, patience=60).refused or "")

    def test_that_are_late_are_said_to_be(self, tmp_path):
        with socket.socket(socket.AF_UNIX) as deaf:
            deaf.bind(str(tmp_path / "warm.sock"))
            deaf.listen()

            assert figures("pooled", effects(9.0), tmp_path, patience=0.2).later

    def test_that_cannot_be_had_are_no_fault_of_the_page(self, folder):
        assert figures("no_such_job", {}, folder, patience=60).broken

    def test_that_cannot_be_reached_at_all_are_no_fault_of_the_page(self, tmp_path):
        (tmp_path / "file").write_text("in the way")

        assert figures("pooled", effects(8.0), tmp_path / "file" / "rendering", patience=0.2).broken


class TestKept:
    def test_the_longest_unasked_goes_first(self):
        kept: keeping.Kept[bytes] = keeping.Kept(10)
        kept.put("one", b"1234")
        kept.put("two", b"1234")
        kept.get("one")

        kept.put("three", b"1234")

        assert (kept.get("one"), kept.get("two"), kept.get("three")) == (b"1234", None, b"1234")

    def test_what_is_too_large_is_not_kept(self):
        kept: keeping.Kept[bytes] = keeping.Kept(10)
        kept.put("large", b"123456")

        assert kept.get("large") is None
