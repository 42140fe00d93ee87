"""Keeping a copy safe from the terminal: backup and restore."""

from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from registry.attachments.services import Store
from registry.core import backup
from registry.core.bars import Bars


def init_app(app: Flask) -> None:
    """Add `flask backup` and `flask restore`."""
    app.cli.add_command(back_up)
    app.cli.add_command(restore)


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@with_appcontext
def back_up(target: Path) -> None:
    """Write everything to the archive TARGET while the registry runs."""
    settings = current_app.config["SETTINGS"]
    with Bars() as bars:
        manifest = backup.back_up(target, Store(settings.attachments_url), settings.audit_key, bars)
    click.echo(f"{sum(manifest['rows'].values())} rows. Keep this audit head elsewhere too: {manifest['audit_head']}")


@click.command("restore")
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@with_appcontext
def restore(source: Path) -> None:
    """Fill an empty database from the archive SOURCE, and verify it. Then build the index: `flask search rebuild`."""
    settings = current_app.config["SETTINGS"]
    try:
        store, scratch = Store(settings.attachments_url), settings.instance_dir
        with Bars() as bars:
            manifest = backup.restore(source, store, settings.audit_key, scratch, bars)
    except backup.CannotRestore as refusal:
        raise click.ClickException(f"{refusal} No row was changed.") from refusal
    click.echo(f"{sum(manifest['rows'].values())} rows are back, and the audit trail holds.")
