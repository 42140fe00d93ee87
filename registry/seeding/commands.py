"""Loading data from the terminal: `flask seed reference|published|demo-accounts|synthetic`."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup

from registry.core.bars import Bars
from registry.core.errors import Refusal

seed = AppGroup("seed", help="Load data. Each command may be run again: what stands is left alone.")


def init_app(app: Flask) -> None:
    """Add `flask seed`."""
    app.cli.add_command(seed)


@seed.command("reference")
def reference() -> None:
    """Organisations, vocabularies, measures and standards."""
    _run("registry.seeding.services:seed_reference", "{} rows were added or changed.")


@seed.command("published")
def published() -> None:
    """Tools and adoptions read from published sources. What a force has claimed or confirmed is left alone."""
    _run(
        "registry.seeding.services:seed_published",
        "{} rows were added or changed. The worker brings the search index up to date.",
    )


@seed.command("demo-accounts")
def demo_accounts() -> None:
    """Accounts and records of invented people, on a copy that only this machine can reach."""
    _run(
        "registry.seeding.demo:seed_demo_accounts",
        "{} accounts were made. Their passwords are in demo-accounts.json in the instance folder.",
    )


@seed.command("synthetic")
@click.option("--tools", type=click.IntRange(1, 1_000_000), default=500, show_default=True, help="How many tools.")
@click.option("--adoptions", type=click.IntRange(0), default=5_000, show_default=True, help="How many adoptions.")
@click.option("--seed", "number", type=int, default=1, show_default=True, help="The same number, the same records.")
@click.option("--force", is_flag=True, help="Also into a database that holds real records.")
def synthetic(tools: int, adoptions: int, number: int, force: bool) -> None:
    """Invented organisations and records in great number, to see how the registry copes."""
    wanted = import_module("registry.seeding.synthetic").Wanted(
        tools=tools, adoptions=adoptions, seed=number, force=force
    )
    _run(
        "registry.seeding.synthetic:seed_synthetic",
        "{} invented tools were added, and the audit trail holds.",
        wanted,
    )
    _run("registry.search.services:rebuild", "The search index is built.")


def _run(target: str, done: str, *details: Any) -> None:
    """Run a function with a bar. It is imported only now: a web worker has no use for it."""
    module, _, name = target.partition(":")
    load: Callable[..., object] = getattr(import_module(module), name)
    try:
        with Bars() as bars:
            result = load(*details, bars)
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(done.format(result))
