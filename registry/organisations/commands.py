"""`flask organisations`: what there is, and which e-mail domains count as policing ones."""

import click
from flask import Flask
from flask.cli import AppGroup

from registry.core.errors import Refusal
from registry.organisations import queries
from registry.organisations.services import add_email_domain
from registry.rules.words import OrganisationKind

group = AppGroup("organisations", help="Organisations and their e-mail domains.")


def init_app(app: Flask) -> None:
    """Add them."""
    app.cli.add_command(group)


@group.command("list")
@click.option("--kind", type=click.Choice([kind.value for kind in OrganisationKind]), help="Only of this kind.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Valid on this day; today by default.")
def list_organisations(kind: str | None, on: click.DateTime | None) -> None:
    """Print the organisations valid on a day."""
    kinds = [OrganisationKind(kind)] if kind else list(OrganisationKind)
    day = getattr(on, "date", lambda: None)()
    for one in queries.of_kinds(*kinds, on=day):
        click.echo(f"{one.slug}\t{one.kind.value}\t{one.name}")


@group.command("domains")
def domains() -> None:
    """Print the e-mail domains that count as policing ones."""
    for row in queries.email_domains():
        click.echo(f"{row.domain}\t{row.name or 'any organisation'}")


@group.command("add-domain")
@click.argument("domain")
@click.option("--organisation", "slug", help="The slug of the one organisation that the domain belongs to.")
def add_domain(domain: str, slug: str | None) -> None:
    """Let people with an address in DOMAIN, or beneath it, ask for access."""
    try:
        row = add_email_domain(domain, slug)
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(f"Addresses in {row.domain} and beneath it are accepted.")
