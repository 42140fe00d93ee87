"""The addresses of the catalogue slice: registering, drafting, and what an owner does with a record."""

from flask import Flask

from registry.catalogue.views import (
    collaborators,
    drafts,
    files,
    prechecks,
    redaction,
    replies,
    standing,
    transfers,
)
from registry.catalogue.views.blueprint import bp


def init_app(app: Flask) -> None:
    """Add the addresses."""
    app.register_blueprint(bp)


__all__ = [
    "bp",
    "collaborators",
    "drafts",
    "files",
    "init_app",
    "prechecks",
    "redaction",
    "replies",
    "standing",
    "transfers",
]
