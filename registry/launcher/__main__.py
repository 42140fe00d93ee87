"""`python -m registry.launcher`: set up what is missing, then serve until told to stop."""

import http.client
import json
import os
import subprocess
import sys

from config import ROOT, Settings, SettingsError, load_settings
from registry.launcher import steps
from registry.launcher.guards import CannotStart, die_with_parent, hold, require_free
from registry.launcher.supervisor import Child, Supervisor
from registry.rendering import warm

ACCOUNTS = "demo-accounts.json"


def main() -> int:
    """Start a copy; 0 when it was asked to stop, 1 when it could not go on, 2 when the settings forbid it."""
    if os.environ.pop("REGISTRY_STOP_WITH_PARENT", ""):
        die_with_parent(os.getppid())
    try:
        settings = load_settings()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    os.umask(0o077)  # the database, the index and the mail are for this account alone
    try:
        held = hold(settings.instance_dir)
        require_free(settings.host, settings.port)
    except CannotStart as error:
        print(error, file=sys.stderr)
        return 1
    os.chdir(ROOT)
    with held:
        if steps.pending(settings) and not _set_up():
            return 1
        return Supervisor(children(settings), lambda: _answers(settings), lambda: _welcome(settings)).run()


def children(settings: Settings) -> list[Child]:
    """The processes of a copy: the web server with its workers, the worker for what follows a change, the warm process."""
    python = [sys.executable, "-m"]
    web = [*python, "granian", "--interface", "wsgi", "--host", settings.host, "--port", str(settings.port)]
    web += ["--workers", str(settings.web_workers), "--blocking-threads", "1", "--respawn-failed-workers"]
    web += ["--workers-kill-timeout", "5", "--no-ws", "--log-level", "warning", "registry.launcher.served:app"]
    standing = warm.command(settings.instance_dir / "rendering", "standing")
    return [
        Child("The web server", web),
        Child("The worker", [*python, "flask", "--app", "wsgi", "worker"]),
        Child("The warm process", standing, warm.environment(), needed=False),
    ]


def _set_up() -> bool:
    """Set up in a process of its own, so that its memory is given back and no connection is inherited."""
    parent = os.getpid()
    command = [sys.executable, "-m", "registry.launcher.steps"]
    try:
        ended = subprocess.run(command, preexec_fn=lambda: die_with_parent(parent), check=False)
    except KeyboardInterrupt:
        return False
    return ended.returncode == 0


def _answers(settings: Settings) -> bool:
    """Whether a web worker answers yet."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    connection = http.client.HTTPConnection(host, settings.port, timeout=1)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


def _welcome(settings: Settings) -> None:
    """Print where to go, and whom to go as."""
    lines = ["", f"The Policing Innovation Registry is at {settings.base_url}", ""]
    kept = settings.instance_dir / ACCOUNTS
    if not settings.production and settings.loopback and kept.exists():
        accounts: list[dict[str, str]] = json.loads(kept.read_text())
        width = max((len(f"{a['role']}, {a['organisation']}") for a in accounts), default=0)
        email = max((len(a["email"]) for a in accounts), default=0)
        lines += ["Accounts to try it with (invented people; also in " + str(kept) + "):"]
        lines += [
            f"  {a['role'] + ', ' + a['organisation']:<{width}}  {a['email']:<{email}}  {a['password']}"
            for a in accounts
        ]
        lines.append("")
    lines.append("Ctrl-C stops it.")
    print("\n".join(lines), flush=True)


if __name__ == "__main__":
    sys.exit(main())
