"""Killing a process that writes the index, in the middle of a commit or of a swap, and looking at what is left."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from config import ROOT
from registry.search.index import reader
from tests.search import shelf, writing

WRITER = """
import sys
from config import load_settings
from flask import Flask
from registry.search.index.backends import backend
from tests.search import shelf, writing
app = Flask("writer")
app.config["SETTINGS"] = load_settings({"REGISTRY_ENV": "testing", "INSTANCE_DIR": sys.argv[1]})
with app.app_context():
    found = backend().pointer()
    number = found.sequence if found else 0
    while True:
        number += 1
        if number % 3 == 0 or backend().pointer() is None:
            writing.build(shelf.shelf(number, 20), number)
        else:
            writing.update(shelf.shelf(number, 20), sequence=number)
        print(number, flush=True)
"""


def writer(home: Path) -> "subprocess.Popen[str]":
    """A process that builds and updates the index for ever, and says what it has done."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", WRITER, str(home.parent)]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def kill_once(home: Path, pause: float) -> None:
    """Let it write, kill -9 it somewhere in the middle: nothing that it said was done is lost."""
    with writer(home) as process:
        assert process.stdout is not None
        acknowledged = int(process.stdout.readline())
        time.sleep(pause)
        os.kill(process.pid, signal.SIGKILL)
        rest = process.stdout.read().split()
    assert reader.sequence() >= max([acknowledged, *map(int, rest)])


def check(number: int) -> None:
    """All tools are there, and the index takes in more and loses none."""
    assert len(reader.current().living()) == 20
    writing.update(shelf.shelf(number, 20), sequence=writing.pointer().sequence)
    assert len(reader.current().living()) == 20
