"""The addresses of the standards slice."""

from flask import Blueprint, Flask

bp = Blueprint("standards", __name__)


def init_app(app: Flask) -> None:
    """Add the addresses."""
    app.register_blueprint(bp)
