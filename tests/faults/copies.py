"""A whole copy under faults: started by the launcher, written to over HTTP, killed, looked at."""

import html
import http.client
import json
import os
import random
import re
import signal
import socket
import string
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path

import psutil

PATIENCE = 180
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Lost(Exception):
    """The copy did not acknowledge what was sent: it may or may not have happened."""


@dataclass
class Copy:
    """A copy that can be started, killed in parts, and started again."""

    folder: Path
    url: str
    port: int
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "REGISTRY_ENV": "development",
            "INSTANCE_DIR": str(self.folder),
            "PORT": str(self.port),
            "DATABASE_URL": self.url,
        }

    def start(self) -> None:
        """Start it and wait until it is ready."""
        with (self.folder / "output.txt").open("a") as output:
            command = [sys.executable, "-m", "registry.launcher"]
            self.process = subprocess.Popen(command, env=self.environment, stdout=output, stderr=subprocess.STDOUT)
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Until it answers that all it needs is there."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            assert self.process is not None
            assert self.process.poll() is None, (self.folder / "output.txt").read_text()[-3000:]
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
        raise AssertionError("The copy was not ready in time.")

    def stop(self) -> None:
        """End it as an operator would."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=60)

    def family(self) -> list[psutil.Process]:
        """The launcher's processes, itself left out."""
        assert self.process is not None
        return psutil.Process(self.process.pid).children(recursive=True)

    def kill(self, part: str) -> None:
        """Kill -9 the parent, one web worker, or the worker that follows changes."""
        assert self.process is not None
        family = self.family()
        if part == "parent":
            self.process.kill()
            self.process.wait(timeout=10)
            return
        serving = [child for child in family if "granian" in " ".join(child.cmdline())]
        watching = {child.ppid() for child in serving}
        wanted = [child for child in serving if child.pid not in watching]
        if part == "worker":
            wanted = [child for child in family if child.cmdline()[-1:] == ["worker"]]
        wanted[0].kill()

    def listens(self) -> bool:
        """Whether anything still listens on the port."""
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def flask(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a `flask` command on the copy."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=120, check=False)


@dataclass
class Writer:
    """A lead who registers drafts one after the other, and keeps what was acknowledged."""

    copy: Copy
    acknowledged: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self.opener = urllib.request.build_opener(self.cookies)

    def sign_in(self) -> None:
        """As the first lead of the demonstration accounts."""
        accounts = json.loads((self.copy.folder / "demo-accounts.json").read_text())
        lead = next(account for account in accounts if account["role"] == "lead")
        self.send("/sign-in", {"email": lead["email"], "password": lead["password"]})

    def register(self, name: str) -> None:
        """Register a draft; kept as acknowledged only once the copy said so."""
        letters = random.Random(name)
        words = ["".join(letters.choices(string.ascii_lowercase, k=12)) for _ in range(6)]
        name = " ".join(words[:2])  # one that could be taken for another would be asked about
        landed = self.send("/register", {"name": name, "summary": " ".join(words[2:])})
        assert landed.endswith("/edit"), landed
        self.acknowledged.append(name)

    def page(self, path: str) -> str:
        """Read a page."""
        return self._ask(path)[1]

    def send(self, path: str, fields: dict[str, str]) -> str:
        """Send the form on a page; gives the address it led to."""
        token = TOKEN.search(self.page(path))
        assert token, f"{path} shows no form"
        return self._ask(path, {**fields, "csrf_token": html.unescape(token.group(1))})[0]

    def _ask(self, path: str, fields: dict[str, str] | None = None) -> tuple[str, str]:
        body = urllib.parse.urlencode(fields).encode() if fields else None
        request = urllib.request.Request(f"http://127.0.0.1:{self.copy.port}{path}", data=body)
        try:
            with self.opener.open(request, timeout=30) as answer:
                return answer.url, answer.read().decode()
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{path} answered {error.code}: {error.read().decode()[:2000]}") from error
        except (OSError, http.client.HTTPException) as error:
            raise Lost(str(error)) from error
