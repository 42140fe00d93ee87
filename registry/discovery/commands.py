"""Webhooks from the terminal: which there are, and stopping them."""

import click
from flask import Flask
from flask.cli import AppGroup

from registry.discovery.queries.webhooks import all_webhooks
from registry.discovery.services.webhooks import stop_by_operator

webhooks = AppGroup("webhooks", help="Where the news of saved searches is sent.")


def init_app(app: Flask) -> None:
    """Add `flask webhooks`."""
    app.cli.add_command(webhooks)


@webhooks.command("list")
def list_all() -> None:
    """Show each webhook: number, whose it is, the host it leads to, on or stopped, and how many messages wait."""
    for one in all_webhooks():
        state = "on" if one.stopped_at is None else f"stopped {one.stopped_at:%Y-%m-%d %H:%M}"
        click.echo(f"{one.id}\t{one.owner}\t{one.host}\t{state}\t{one.waiting}")


@webhooks.command("stop")
@click.argument("numbers", type=int, nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All that `flask webhooks list` shows.")
def stop(numbers: tuple[int, ...], everything: bool) -> None:
    """Stop these webhooks, by their NUMBERS, or --all. Their owners see it, and can start them again."""
    if bool(numbers) is everything:
        raise click.UsageError("Give the numbers that `flask webhooks list` shows, or --all.")
    count = stop_by_operator(None if everything else numbers)
    click.echo(f"{count:,} webhooks that were on are stopped.")
