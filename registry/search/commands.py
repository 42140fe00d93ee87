"""The index from the terminal."""

import click
from flask import Flask
from flask.cli import AppGroup

from registry.core.bars import Bars
from registry.search import services

cli = AppGroup("search", help="Build, check and mend the search index.")


def init_app(app: Flask) -> None:
    """Add `flask search`."""
    app.cli.add_command(cli)


@cli.command("rebuild")
def rebuild() -> None:
    """Build the whole index anew; searches go on meanwhile, and one that is stopped goes on at the next call."""
    try:
        with Bars() as bars:
            count = services.rebuild(bars)
    except KeyboardInterrupt:
        raise click.ClickException("Stopped. The old index answers; the next rebuild goes on from here.") from None
    click.echo(f"The index holds {count:,} tools.")


@cli.command("catch-up")
def catch_up() -> None:
    """Take in what has changed since the last time."""
    with Bars() as bars:
        count = services.catch_up(bars)
    click.echo(f"{count:,} tools were brought up to date.")


@cli.command("check")
@click.option("--mend", is_flag=True, help="Build the index anew when it differs from the database.")
def check(mend: bool) -> None:
    """Compare the index with the database, tool by tool."""
    report = services.check(mend=mend)
    if report.well:
        click.echo("The index is whole and up to date.")
        return
    click.echo(
        f"Readable: {'yes' if report.readable else 'no'}. Events not yet taken in: {report.behind:,}. "
        f"Tools missing: {len(report.missing):,}. Tools left over: {len(report.left_over):,}. "
        f"Tools that differ: {len(report.differing):,}."
    )
    if not mend:
        raise SystemExit(1)
    click.echo("It has been built anew.")
