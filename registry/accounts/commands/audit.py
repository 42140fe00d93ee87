"""`flask audit`: is the trail of events whole, and which head to keep outside the database."""

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import func, select

from registry.core.audit import sealed_head, verify
from registry.core.bars import Bars
from registry.core.db import db
from registry.core.events import EventRow

group = AppGroup("audit", help="The audit trail.")


@group.command("head")
def head() -> None:
    """Print the head of the chain, sealed with the audit key, to be kept outside the database."""
    click.echo(sealed_head(db.session, current_app.config["SETTINGS"].audit_key))


@group.command("verify")
@click.option("--head", "kept", metavar="N:HASH[:SEAL]", help="A head that was kept outside the database.")
def check(kept: str | None) -> None:
    """Walk the chain and name the first event that was altered, removed or moved; exit 1 if there is one."""
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
    click.echo(f"{finding.checked} events checked: the chain holds. Its head is {finding.checked}:{finding.head}")
    if not finding.tail_known:
        click.echo("Without a head kept outside the database (--head), missing events at the end cannot be detected.")
