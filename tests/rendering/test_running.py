"""Work in a process of its own: what it may, how it ends, and that it takes its turn."""

import fcntl
import json
import os
import subprocess
import sys
from contextlib import ExitStack

import psutil
import pytest

from registry.rendering import running
from tests.attachments import made

TRIES = """
import os, resource, runpy, sys
runpy.run_path({child!r})["confine"](os.getppid())
def tried(what):
    try:
        what()
    except BaseException as error:
        return type(error).__name__
    return "done"
def writes():
    with open({path!r}, "wb", buffering=0) as file:
        file.write(b"x" * 10)
def opens():
    return [open("/dev/null") for _ in range(100)]
def connects():
    import socket
    socket.socket()
def starts():
    import subprocess
    subprocess.run(["true"])
def allocates():
    return len(bytearray(600 * 1024 * 1024))
print(tried(writes), tried(opens), tried(connects), tried(starts), tried(allocates), resource.getrlimit(resource.RLIMIT_CPU)[0],
      resource.getrlimit(resource.RLIMIT_CORE)[0])
"""


class TestAChild:
    def test_can_do_nothing_but_read_and_answer(self, tmp_path):
        script = TRIES.format(child=str(running.CHILD), path=str(tmp_path / "written"))

        ran = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=False)

        assert ran.stdout.split() == [
            *("OSError", "OSError", "PermissionError", "PermissionError", "MemoryError", "10", "0")
        ], ran.stderr

    def test_is_told_nothing_of_its_parents_environment(self, tmp_path, monkeypatch):
        monkeypatch.setenv("SECRET_KEY", "known to the parent alone")

        assert "SECRET_KEY" not in running.ENVIRONMENT
        assert running.run("text_of_docx", made.docx("read all the same"), turns=tmp_path)

    def test_that_does_not_know_its_job_has_failed(self, tmp_path):
        with pytest.raises(running.Failed) as failure:
            running.run("no_such_job", b"", turns=tmp_path)

        assert failure.value.limit is False

    def test_that_takes_too_long_is_ended_with_all_that_it_began(self, tmp_path, monkeypatch):
        monkeypatch.setattr(running, "WALL", 0.3)

        with pytest.raises(running.Failed) as failure:
            running.run("text_of_docx", made.exploding_docx(100), turns=tmp_path)

        assert failure.value.limit is True
        assert [child for child in psutil.Process().children() if "/child.py" in " ".join(child.cmdline())] == []

    def test_that_says_too_much_is_ended(self, tmp_path, monkeypatch):
        monkeypatch.setattr(running, "OUTPUT", 1000)

        with pytest.raises(running.Failed) as failure:
            running.run("text_of_docx", made.docx("x" * 200_000), turns=tmp_path)

        assert failure.value.limit is True

    def test_says_in_lines_what_it_found(self, tmp_path):
        output = running.run("text_of_docx", made.docx("one", "two"), turns=tmp_path)

        assert [json.loads(line) for line in output.splitlines()] == [{"add": "one\ntwo"}]


class TestTurns:
    def test_no_more_run_at_a_time_than_may(self, tmp_path, monkeypatch):
        monkeypatch.setattr(running, "PATIENCE", 0.1)
        with ExitStack() as held:
            for number in range(running.AT_A_TIME):
                fcntl.flock(held.enter_context((tmp_path / f"turn-{number}").open("a")), fcntl.LOCK_EX)

            with pytest.raises(running.Busy):
                running.run("text_of_docx", made.docx("waits"), turns=tmp_path)

        assert running.run("text_of_docx", made.docx("has its turn"), turns=tmp_path)


class TestTheParent:
    @pytest.mark.parametrize("name", ["exploding", "tall", "nested"])
    def test_is_no_larger_afterwards(self, tmp_path, name):
        content = {"exploding": made.exploding_docx(60), "tall": made.tall_xlsx(), "nested": made.nested_zip(2)}[name]
        job = "text_of_xlsx" if name == "tall" else "text_of_docx"
        before = psutil.Process(os.getpid()).memory_info().rss

        try:
            running.run(job, content, turns=tmp_path)
        except running.Failed as failure:
            assert failure.limit is True  # noqa: PT017  some of these end by a limit, and none by anything else

        assert psutil.Process(os.getpid()).memory_info().rss - before < 30 * 1024 * 1024
