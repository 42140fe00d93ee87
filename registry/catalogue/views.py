"""The addresses of the catalogue slice."""

from flask import Blueprint, Flask

bp = Blueprint("catalogue", __name__)


def init_app(app: Flask) -> None:
    """Add the addresses."""
    app.register_blueprint(bp)
