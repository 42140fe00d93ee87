"""The addresses of the governance slice."""

from flask import Blueprint, Flask

bp = Blueprint("governance", __name__)


def init_app(app: Flask) -> None:
    """Add the addresses."""
    app.register_blueprint(bp)
