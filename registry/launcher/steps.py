"""Sets a copy up, in one process: tables, reference data, published records, index, accounts to try it with.

A step is skipped when nothing that it depends on has changed since it last finished on the same database.
"""

import contextlib
import hashlib
import importlib
import json
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask import Flask
from rich.console import Console

from config import ROOT, Settings, SettingsError, load_settings
from registry.core.bars import Bars
from registry.core.errors import Refusal
from registry.core.progress import Progress

STAMP = "set-up.json"


@dataclass(frozen=True, slots=True)
class Step:
    """One part of the set-up: a function that tells its progress, and the files it depends on."""

    label: str
    target: str
    inputs: tuple[str, ...]
    trial_only: bool = False  # for a copy to try, which only this machine can reach


SCHEMA = ("registry/migrations/**/*.py", "requirements.txt")
STEPS = (
    Step("Tables", "registry.core.schema:upgrade", SCHEMA),
    Step(
        "Reference data", "registry.seeding.services:seed_reference", (*SCHEMA, "seed/**/*", "registry/seeding/**/*.py")
    ),
    Step(
        "Published records",
        "registry.seeding.services:seed_published",
        (*SCHEMA, "seed/**/*", "registry/seeding/**/*.py"),
    ),
    Step("Search index", "registry.search.services:prepare", (*SCHEMA, "seed/**/*", "registry/search/**/*.py")),
    Step(
        "Demonstration accounts",
        "registry.seeding.demo:seed_demo_accounts",
        (*SCHEMA, "seed/synthetic/**/*", "registry/seeding/**/*.py"),
        trial_only=True,
    ),
)


def pending(settings: Settings) -> list[Step]:
    """The steps that have yet to run on this database, in order. Reads files alone, so it takes no time."""
    done = _stamp(settings)
    wanted = [step for step in STEPS if not step.trial_only or (not settings.production and settings.loopback)]
    return [step for step in wanted if done.get(step.label) != _digest(step, settings)]


def run(settings: Settings, steps: Iterable[Step], console: Console, app: Flask | None = None) -> None:
    """Run steps in order, showing each; a finished one is noted at once, so that a stopped set-up goes on there.

    A copy that real people use has no demonstration accounts: it says so, and starts without them.
    """
    app = app or importlib.import_module("wsgi").app
    with app.app_context(), Bars(console) as bars:
        for step in steps:
            try:
                _function(step.target)(bars)
            except Refusal as refusal:
                if not step.trial_only:
                    raise
                console.print(f"{step.label}: {refusal.message}", markup=False)
            _note(settings, step)


def _function(target: str) -> Callable[[Progress], object]:
    module, _, name = target.partition(":")
    found: Callable[[Progress], object] = getattr(importlib.import_module(module), name)
    return found


def _digest(step: Step, settings: Settings) -> str:
    """The step's inputs and the database it ran on, as one short text."""
    digest = hashlib.sha256(_database(settings).encode())
    for path in sorted({path for pattern in step.inputs for path in ROOT.glob(pattern) if path.is_file()}):
        if "__pycache__" not in path.parts:
            digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _database(settings: Settings) -> str:
    """Which database this is: for a file, that very file; a server's might be new, so it never matches."""
    file = settings.database_file
    if file is None:
        return os.urandom(16).hex()
    if not file.exists():
        return "none yet"
    found = file.stat()
    return f"{file}:{found.st_dev}:{found.st_ino}"


def _stamp(settings: Settings) -> dict[str, str]:
    with contextlib.suppress(OSError, ValueError):
        kept: dict[str, str] = json.loads((settings.instance_dir / STAMP).read_text())
        return kept
    return {}


def _note(settings: Settings, step: Step) -> None:
    draft = settings.instance_dir / f"{STAMP}.new"
    draft.write_text(json.dumps(_stamp(settings) | {step.label: _digest(step, settings)}, indent=1))
    draft.replace(settings.instance_dir / STAMP)


def main() -> int:
    """Run the pending steps; say in one sentence what stopped them, if anything did."""
    console = Console(stderr=True)
    try:
        settings = load_settings()
    except SettingsError as error:
        console.print(str(error), markup=False)
        return 2
    settings.instance_dir.mkdir(parents=True, exist_ok=True)
    try:
        run(settings, pending(settings), console)
    except KeyboardInterrupt:
        console.print("Stopped. The next start goes on from here.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
