"""`flask people`: the first registrar, and accounts that must be closed at once."""

import click
from flask import current_app, url_for
from flask.cli import AppGroup

from registry.accounts.services.account import close_account
from registry.accounts.services.invitations import VALID_FOR, invite_registrar
from registry.core.errors import Refusal

group = AppGroup("people", help="People and their accounts.")


@group.command("add-registrar")
@click.argument("email")
@click.option("--name", required=True, help="How the person's name is written; they may change it.")
def add_registrar(email: str, name: str) -> None:
    """Invite a registrar and print the link, which works once."""
    try:
        invited = invite_registrar(email, name)
    except Refusal as refusal:
        raise click.ClickException(f"{refusal.message} Load the reference data first.") from refusal
    with current_app.test_request_context(base_url=current_app.config["SETTINGS"].base_url):
        link = url_for("accounts.join", key=invited.token, _external=True)
    click.echo(f"Give this link to {invited.invitation.email} alone. It works once, for {VALID_FOR.days} days:")
    click.echo(link)


@group.command("close")
@click.argument("email")
@click.confirmation_option(prompt="Their sessions and roles end at once. Close the account?")
def close(email: str) -> None:
    """Close an account: sessions and roles end, what the person did stays on record."""
    try:
        person = close_account(email)
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(f"The account of {person.email} is closed.")
