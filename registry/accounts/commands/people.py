"""`flask people`: the first registrar, and accounts that must be closed at once."""

import click
from flask import current_app, url_for
from flask.cli import AppGroup

from registry.accounts.services.account import close_account
from registry.accounts.services.forgotten import password_key
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
    click.echo(f"Give this link to {invited.invitation.email} alone. It works once, for {VALID_FOR.days} days:")
    click.echo(_link("accounts.join", invited.token))


@group.command("new-password")
@click.argument("email")
def new_password(email: str) -> None:
    """Print a link with which somebody who lost their password sets a new one."""
    try:
        key = password_key(email, current_app.config["SETTINGS"].secret_key)
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(f"Give this link to {email} alone. It works once, for an hour:")
    click.echo(_link("accounts.new_password", key))


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


def _link(endpoint: str, key: str) -> str:
    base_url = current_app.config["SETTINGS"].base_url
    with current_app.test_request_context(base_url=base_url):
        return url_for(endpoint, key=key, _external=True)
