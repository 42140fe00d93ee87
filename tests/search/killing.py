"""Killing a process that writes the index, in the middle of a commit or of a swap, and looking at what is left."""

import os
import signal
import subprocess
import sys
import time

from flask import current_app

from config import ROOT
from registry.search.index import reader
from tests.search import shelf, writing

WRITER = """
import sys
from config import load_settings
from flask import Flask
from registry.core import db
from registry.search.index.backends import backend
from tests.search import shelf, writing
app = Flask("writer")
app.config["SETTINGS"] = load_settings(dict(zip(("REGISTRY_ENV", "INSTANCE_DIR", "DATABASE_URL", "SEARCH_BACKEND"), sys.argv[1:])))
db.init_app(app, app.config["SETTINGS"].database_url)
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


def writer() -> "subprocess.Popen[str]":
    """A process that builds and updates the index for ever, and says what it has done."""
    settings = current_app.config["SETTINGS"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    told = ["testing", str(settings.instance_dir), settings.database_url, settings.search_backend]
    command = [sys.executable, "-c", WRITER, *told]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def kill_once(pause: float) -> None:
    """Let it write, kill -9 it somewhere in the middle: nothing that it said was done is lost."""
    with writer() as process:
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
