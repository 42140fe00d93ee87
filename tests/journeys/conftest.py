"""The stage of the journeys: a whole copy as `make run` starts it, and people with real browsers."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.databases import empty_database
from tests.journeys.people import Person

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 180  # seconds for the first set-up on a busy machine


@pytest.fixture(scope="session")
def site(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running copy with reference data, published records and demonstration accounts."""
    folder = tmp_path_factory.mktemp("copy")
    with empty_database(database_kind, folder) as url:
        port = free_port()
        environment = {**os.environ, "REGISTRY_ENV": "development", "INSTANCE_DIR": str(folder), "PORT": str(port)}
        environment["DATABASE_URL"] = url
        with (folder / "output.txt").open("w") as output:
            command = [sys.executable, "-m", "registry.launcher"]
            running = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
            address = f"http://127.0.0.1:{port}"
            wait_until_ready(address, running, folder / "output.txt")
            yield address
            running.send_signal(signal.SIGTERM)
            running.wait(timeout=30)


@pytest.fixture(scope="session")
def accounts(site: str, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    """The demonstration accounts of that copy."""
    kept = max(tmp_path_factory.getbasetemp().glob("copy*/demo-accounts.json"), key=lambda path: path.stat().st_mtime)
    found: list[dict[str, str]] = json.loads(Path(kept).read_text())
    return found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def person(chromium: Browser, site: str, accounts: list[dict[str, str]]) -> Iterator[Callable[..., Person]]:
    """`person("reviewer")` signs in as that role; `person()` is a visitor. Each has a browser of their own."""
    contexts = []

    def enter(role: str = "", organisation: str = "", *, script: bool = True, width: int = 1280) -> Person:
        context = chromium.new_context(
            base_url=site, java_script_enabled=script, viewport={"width": width, "height": 900}, locale="en-GB"
        )
        contexts.append(context)
        someone = Person(strict(context.new_page()))
        if role:
            account = next(a for a in accounts if a["role"] == role and organisation in a["organisation"])
            someone.sign_in(account["email"], account["password"])
        return someone

    yield enter
    for context in contexts:
        context.close()


def strict(page: Page) -> Page:
    """A page on which a script's error fails the test."""
    page.on("pageerror", lambda error: pytest.fail(f"A script failed: {error}"))
    return page


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_ready(address: str, running: "subprocess.Popen[bytes]", output: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if running.poll() is not None:
            pytest.fail(f"The copy ended with {running.returncode}:\n{output.read_text()[-3000:]}")
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    running.kill()
    pytest.fail(f"The copy was not ready in {PATIENCE} s:\n{output.read_text()[-3000:]}")
