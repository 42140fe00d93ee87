"""`flask audit`: is the trail of events whole, are the versions that it seals, and which head to keep elsewhere."""

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy import func, select

from registry.catalogue.models import Version
from registry.catalogue.queries.seals import SOME, broken_seal
from registry.core.audit import sealed_head, verify
from registry.core.bars import Bars
from registry.core.db import db
from registry.core.events import EventRow

group = AppGroup("audit", help="The audit trail.")


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(group)


@group.command("head")
def head() -> None:
    """Print the head of the chain, sealed with the audit key, to be kept outside the database."""
    click.echo(sealed_head(db.session, current_app.config["SETTINGS"].audit_key))


@group.command("verify")
@click.option("--head", "kept", metavar="N:HASH[:SEAL]", help="A head that was kept outside the database.")
def check(kept: str | None) -> None:
    """Walk the chain, then the published versions; name the first that was altered, removed or moved and exit 1."""
    total = db.session.scalar(select(func.count()).select_from(EventRow)) or 0
    seen = 0
    with Bars() as bars:
        bars.start("Checking events", total)

        def tick(done: int) -> None:
            nonlocal seen
            bars.advance(done - seen)
            seen = done

        try:
            finding = verify(db.session, kept, current_app.config["SETTINGS"].audit_key, tick)
        except ValueError as error:
            raise click.ClickException(str(error)) from error
    if finding.fault:
        raise click.ClickException(finding.fault)
    _check_versions()
    click.echo(f"{finding.checked} events checked: the chain holds. Its head is {finding.checked}:{finding.head}")
    if not finding.tail_known:
        click.echo("Without a head kept outside the database (--head), missing events at the end cannot be detected.")


def _check_versions() -> None:
    with Bars() as bars:
        total = db.session.scalar(select(func.count()).select_from(Version)) or 0
        bars.start("Checking versions", total)
        checked, fault = broken_seal(db.session, lambda _done: bars.advance(SOME))
    if fault:
        raise click.ClickException(fault)
    click.echo(f"{checked} versions checked: each reads as it was published, but for what was redacted since.")
