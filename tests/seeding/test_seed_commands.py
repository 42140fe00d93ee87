"""Loading from the terminal, and going on after a stop: on a copy of its own, with real transactions."""

import json
from dataclasses import replace
from io import StringIO

import pytest
from flask import Flask
from rich.console import Console
from sqlalchemy import func, select

from registry.accounts.models import Person
from registry.catalogue.models import Tool
from registry.core.audit import verify
from registry.core.db import db
from registry.core.events import EventRow
from registry.core.progress import SILENT, Silent
from registry.launcher import steps
from registry.replication.models import Adoption
from registry.search import services as search
from registry.seeding.services import seed_published, seed_reference
from registry.seeding.synthetic import BATCH, Wanted, seed_synthetic
from tests import factories as f
from tests.seeding.seed_files import SINGLE_ONLINE_HOME, TOOLS


class Stopped(Silent):
    """A run that somebody stops after so many reports."""

    def __init__(self, after: int) -> None:
        self.left = after

    def advance(self, count: int = 1) -> None:
        """Stop when it is time."""
        self.left -= 1
        if not self.left:
            raise KeyboardInterrupt


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def run(app: Flask, *words: str):
    return app.test_cli_runner().invoke(args=["seed", *words])


class TestCommands:
    def test_reference_then_published(self, copy: Flask) -> None:
        first, second = run(copy, "reference"), run(copy, "published")

        assert (first.exit_code, second.exit_code) == (0, 0)
        assert count(Tool) == len(TOOLS)

    def test_published_before_reference_says_what_to_do(self, copy: Flask) -> None:
        result = run(copy, "published")

        assert (result.exit_code, "flask seed reference" in result.output) == (1, True)

    def test_demonstration_accounts_are_kept_in_the_instance_folder(self, copy: Flask) -> None:
        run(copy, "reference")

        result = run(copy, "demo-accounts")

        kept = json.loads((copy.config["SETTINGS"].instance_dir / "demo-accounts.json").read_text())
        assert (result.exit_code, len(kept)) == (0, count(Person))
        assert not any(row["password"] in result.output for row in kept)

    def test_synthetic_records_are_found_at_once(self, copy: Flask) -> None:
        run(copy, "reference")

        result = run(copy, "synthetic", "--tools", "20", "--adoptions", "60", "--seed", "3")

        assert (result.exit_code, count(Tool), count(Adoption)) == (0, 20, 60)
        assert search.check().well

    def test_synthetic_records_keep_away_from_real_ones_unless_forced(self, copy: Flask) -> None:
        run(copy, "reference")
        f.ATool()

        refused = run(copy, "synthetic", "--tools", "2", "--adoptions", "2")
        forced = run(copy, "synthetic", "--tools", "2", "--adoptions", "2", "--force")

        assert (refused.exit_code, "--force" in refused.output) == (1, True)
        assert (forced.exit_code, count(Tool)) == (0, 3)


class TestGoingOn:
    def test_published_records_go_on_where_they_were_stopped(self, copy: Flask) -> None:
        seed_reference(SILENT)
        with pytest.raises(KeyboardInterrupt):
            seed_published(Stopped(after=10))
        before = count(Tool)

        seed_published(SILENT)

        adoptions = sum(len(tool["adoptions"]) for tool in TOOLS) + len(SINGLE_ONLINE_HOME)
        assert (before, count(Tool), count(Adoption)) == (10, len(TOOLS), adoptions)
        assert verify(db.session).fault == ""

    def test_invented_records_go_on_with_the_next_batch(self, copy: Flask) -> None:
        wanted = Wanted(tools=BATCH + 10, adoptions=1_200)  # more than 2,000 events, which the check reads in parts
        seed_reference(SILENT)
        with pytest.raises(KeyboardInterrupt):
            seed_synthetic(wanted, Stopped(after=1))
        before = count(Tool)

        added = seed_synthetic(wanted, SILENT)

        assert (before, added, count(Tool), count(Adoption)) == (BATCH, 10, BATCH + 10, 1_200)
        assert verify(db.session).fault == ""


class TestSetUp:
    def test_a_copy_that_real_people_use_starts_without_demonstration_accounts(self, copy: Flask) -> None:
        seed_reference(SILENT)
        f.APerson()
        settings = replace(copy.config["SETTINGS"], environment="development")
        demo = next(step for step in steps.STEPS if step.trial_only)
        said = StringIO()

        steps.run(settings, [demo], Console(file=said, width=200), copy)

        assert "real person" in said.getvalue()
        assert demo.label in steps._stamp(settings)
        assert count(Person) == 1
        assert count(EventRow) > 0
