"""Files from the terminal."""

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from config import SettingsError
from registry.attachments.services import CannotKeep, Store
from registry.attachments.services.checking import check
from registry.core.bars import Bars

attachments = AppGroup("attachments", help="The files that people uploaded.")


def init_app(app: Flask) -> None:
    """Add `flask attachments`. Raises SettingsError when the store's address cannot be used."""
    try:
        Store(app.config["SETTINGS"].attachments_url).ready()
    except CannotKeep as problem:
        raise SettingsError([str(problem)]) from problem
    app.cli.add_command(attachments)


@attachments.command("check")
@click.option("--sweep", is_flag=True, help="Delete what no record has referred to for a day.")
def check_files(sweep: bool) -> None:
    """Read every file and name those that are missing, altered or left over. Ends with 1 when any is missing or altered."""
    with Bars() as bars:
        report = check(Store(current_app.config["SETTINGS"].attachments_url), sweep=sweep, progress=bars)
    for words, digests in (("missing", report.missing), ("altered", report.altered)):
        for digest in digests:
            click.echo(f"{words}: {digest}")
    for digest in report.unreferenced:
        click.echo(f"{'deleted' if digest in report.swept else 'left over'}: {digest}")
    click.echo(
        f"{report.well} files are as they were stored. {len(report.missing)} are missing, {len(report.altered)} altered, "
        f"{len(report.unreferenced)} left over, of which {len(report.swept)} were deleted now."
    )
    if not report.sound:
        raise SystemExit(1)
