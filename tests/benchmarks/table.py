"""The same tools as a table of Datasette, one process as it comes, on loopback."""

import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.load import Figures, measure
from tests.journeys.conftest import free_port

FACETS = ("category", "phase", "visibility", "owner_id")
FOUND = "version_id IS NOT NULL AND suspended_at IS NULL AND visibility = 'public'"  # by visitors
SIZE = 20  # rows of a page, as ours
PATIENCE = 60.0


def measured(folder: Path, words: Iterable[str], connections: int, seconds: float) -> list[Figures]:
    """Its page of a table, and its page of a search for each word with four facets, over the tools of this folder."""
    path = folder / "tools.sqlite3"
    fill(path, folder / "registry.sqlite3")
    facets = "".join(f"&_facet={code}" for code in FACETS)
    pages = [f"/tools/tool?_size={SIZE}", *(f"/tools/tool?_size={SIZE}&_search={word}{facets}" for word in words)]
    with serving(path) as port:
        return [measure(port, page, connections, seconds) for page in pages]


def fill(path: Path, registry: Path) -> None:
    """Live tools with what a list shows, and an index of its own over names and summaries."""
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as db:
        db.execute("ATTACH ? AS registry", (str(registry),))
        db.execute(
            "CREATE TABLE tool AS SELECT id, slug, name, summary, category, phase, visibility, owner_id, supplier"
            f" FROM registry.tool WHERE {FOUND}"
        )
        db.execute('CREATE VIRTUAL TABLE tool_fts USING fts5(name, summary, content="tool", tokenize="porter")')
        db.execute("INSERT INTO tool_fts (rowid, name, summary) SELECT rowid, name, summary FROM tool")
        for column in FACETS:
            db.execute(f"CREATE INDEX of_{column} ON tool ({column})")
    db.close()


@contextmanager
def serving(path: Path) -> Iterator[int]:
    """Datasette on a free port."""
    port = free_port()
    command = [sys.executable, "-m", "datasette", "serve", "-i", str(path), "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            until = time.monotonic() + PATIENCE
            while not answers(port):
                if process.poll() is not None or time.monotonic() > until:
                    raise SystemExit("Datasette did not start.")
                time.sleep(0.2)
            yield port
        finally:
            process.terminate()


def answers(port: int) -> bool:
    """Whether it is there."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/-/versions.json", timeout=5):
            return True
    except OSError:
        return False
