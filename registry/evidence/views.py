"""The addresses of the evidence slice."""

from flask import Blueprint, Flask

bp = Blueprint("evidence", __name__)


def init_app(app: Flask) -> None:
    """Add the addresses."""
    app.register_blueprint(bp)
