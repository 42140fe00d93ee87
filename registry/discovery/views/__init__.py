"""The addresses of the discovery slice."""

from flask import Flask

from registry.discovery.views import compare, feeds, needs, saved, synonyms, unanswered, webhooks
from registry.discovery.views.blueprint import bp


def init_app(app: Flask) -> None:
    """Add the addresses."""
    app.register_blueprint(bp)


__all__ = ["compare", "feeds", "init_app", "needs", "saved", "synonyms", "unanswered", "webhooks"]
