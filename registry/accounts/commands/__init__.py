"""Commands for the terminal: people."""

from flask import Flask

from registry.accounts.commands import people


def init_app(app: Flask) -> None:
    """Add them."""
    app.cli.add_command(people.group)
