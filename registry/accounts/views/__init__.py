"""The addresses of accounts."""

from flask import Flask

from registry.accounts.views import access, account, invitations, people, signing_in
from registry.accounts.views.blueprint import bp


def init_app(app: Flask) -> None:
    """Add the addresses."""
    app.register_blueprint(bp)


__all__ = ["access", "account", "bp", "init_app", "invitations", "people", "signing_in"]
