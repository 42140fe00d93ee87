"""The stage of the journeys: a whole copy as `make run` starts it, and people with real browsers."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.databases import empty_database
from tests.journeys.people import Person

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")  # as .ci/browser looks for them
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), "chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 180  # seconds for the first set-up on a busy machine
PATIENT = 20_000  # milliseconds that a person waits for a page
HERE = Path(__file__).parent
expect.set_options(timeout=PATIENT)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only the journeys marked `both` are gone."""
    if config.getoption("--database") == "sqlite":
        return
    left_out = [item for item in items if HERE in item.path.parents and not item.get_closest_marker("both")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@dataclass(frozen=True)
class Copy:
    """A running copy: its address, its folder, and what a command run beside it needs to know."""

    address: str
    folder: Path
    environment: dict[str, str]


@pytest.fixture(scope="session")
def running(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    """A running copy with reference data, published records and demonstration accounts."""
    with a_copy(database_kind, tmp_path_factory.mktemp("copy")) as copy:
        yield copy


@contextmanager
def a_copy(database_kind: str, folder: Path) -> Iterator[Copy]:
    """A copy that runs as long as it is used."""
    with empty_database(database_kind, folder) as url:
        port = free_port()
        environment = {**os.environ, "REGISTRY_ENV": "development", "INSTANCE_DIR": str(folder), "PORT": str(port)}
        environment |= {"DATABASE_URL": url, "WEBHOOK_NETWORKS": "127.0.0.0/8"}
        with (folder / "output.txt").open("w") as output:
            command = [sys.executable, "-m", "registry.launcher"]
            process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
            address = f"http://127.0.0.1:{port}"
            try:
                wait_until_ready(address, process, folder / "output.txt")
                yield Copy(address, folder, environment)
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=30)


@pytest.fixture(scope="session")
def accounts(running: Copy) -> list[dict[str, str]]:
    """The demonstration accounts of that copy."""
    found: list[dict[str, str]] = json.loads((running.folder / "demo-accounts.json").read_text())
    return found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sessions() -> dict[str, Any]:
    """What the browser of each person keeps once they have signed in, by their address."""
    return {}


@pytest.fixture
def person(
    chromium: Browser, running: Copy, accounts: list[dict[str, str]], sessions: dict[str, Any]
) -> Iterator[Callable[..., Person]]:
    """`person("reviewer")` is signed in as that role; `person()` is a visitor. Each has a browser of their own.

    `afresh` signs in through the page although that person has a session already: for who signs out again.
    """
    with entering(chromium, running, accounts, sessions) as enter:
        yield enter


@contextmanager
def entering(
    chromium: Browser, running: Copy, accounts: list[dict[str, str]], sessions: dict[str, Any]
) -> Iterator[Callable[..., Person]]:
    """People with browsers of their own at a copy."""
    contexts: list[BrowserContext] = []

    def enter(
        role: str = "", organisation: str = "", *, script: bool = True, width: int = 1280, afresh: bool = False
    ) -> Person:
        account = found(accounts, role, organisation) if role else {"email": ""}
        kept = None if afresh else sessions.get(account["email"])
        context = chromium.new_context(
            base_url=running.address,
            java_script_enabled=script,
            viewport={"width": width, "height": 900},
            locale="en-GB",
            storage_state=kept,
        )
        contexts.append(context)
        someone = Person(strict(context.new_page()))
        if role and not kept:
            someone.sign_in(account["email"], account["password"])
            if not afresh:
                sessions[account["email"]] = context.storage_state()
        return someone

    yield enter
    for context in contexts:
        with suppress(Exception):  # a journey may have closed its browser
            context.close()


def found(accounts: list[dict[str, str]], role: str, organisation: str) -> dict[str, str]:
    """The account of this role, at the organisation of this name."""
    return next(a for a in accounts if role.lower() in a["role"].lower() and organisation in a["organisation"])


def strict(page: Page) -> Page:
    """A page on which a script's error fails the test."""
    page.set_default_timeout(PATIENT)
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
