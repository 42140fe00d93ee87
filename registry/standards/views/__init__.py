"""The addresses of the standards slice."""

from flask import Flask

from registry.standards.views import versions
from registry.standards.views.blueprint import bp

__all__ = ["versions"]


def init_app(app: Flask) -> None:
    """Add the addresses."""
    app.register_blueprint(bp)
