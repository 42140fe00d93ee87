"""Commands for the terminal: people, and the audit trail of what they did."""

from flask import Flask

from registry.accounts.commands import audit, people


def init_app(app: Flask) -> None:
    """Add them."""
    app.cli.add_command(people.group)
    app.cli.add_command(audit.group)
