"""How long a web worker and a `flask` command take to start, and what they load: statistics are not among it."""

import os
import statistics
import subprocess
import sys
import tempfile
import time

from rich.console import Console
from rich.table import Table

TIMES = 5
COMMANDS = {
    "a web worker: load the application": ["-c", "from wsgi import app"],
    "flask: a command that does nothing": ["-m", "flask", "--app", "wsgi", "--help"],
    "the warm process: load the statistics": ["-c", "from registry.rendering.jobs import pooled; pooled.load()"],
}


def report(console: Console) -> None:
    """The median of a few starts, each in a process of its own."""
    table = Table("Start", "s", title=f"Time to start, median of {TIMES}")
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "REGISTRY_ENV": "development", "INSTANCE_DIR": folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # a second start finds what the first one compiled
        for name, words in COMMANDS.items():
            table.add_row(name, f"{statistics.median(took(words, environment) for _ in range(TIMES)):.2f}")
    console.print(table)


def took(words: list[str], environment: dict[str, str]) -> float:
    """Seconds until such a process has ended."""
    began = time.perf_counter()
    subprocess.run([sys.executable, *words], env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began
