"""A copy to measure: the production server as the launcher starts it, on loopback."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.journeys.conftest import free_port

PATIENCE = 900


@contextmanager
def running(folder: Path, workers: int = 2) -> Iterator[tuple[int, int]]:
    """Start a copy from this instance folder; gives its port and its process."""
    port = free_port()
    environment = {
        **os.environ,
        "REGISTRY_ENV": "development",
        "INSTANCE_DIR": str(folder),
        "PORT": str(port),
        "WEB_WORKERS": str(workers),
    }
    with (folder / "output.txt").open("a") as output:
        command = [sys.executable, "-m", "registry.launcher"]
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        wait(port, process)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Until the copy is ready."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise SystemExit(f"The copy ended with {process.returncode}.")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The copy was not ready in time.")


def command(folder: Path, *words: str) -> None:
    """Run a `flask` command on the copy in this folder."""
    environment = {**os.environ, "REGISTRY_ENV": "development", "INSTANCE_DIR": str(folder)}
    subprocess.run([sys.executable, "-m", "flask", "--app", "wsgi", *words], env=environment, check=True)


def web_workers(pid: int) -> list[psutil.Process]:
    """The web server's own worker processes: those that serve, not the one that watches them."""
    children = psutil.Process(pid).children(recursive=True)
    serving = [child for child in children if "granian" in " ".join(child.cmdline())]
    parents = {child.ppid() for child in serving}
    return [child for child in serving if child.pid not in parents]


def unique_memory(process: psutil.Process) -> float:
    """Megabytes (10^6 bytes) that only this process holds."""
    size: float = process.memory_full_info().uss / 1e6
    return size
