"""The addresses of the replication slice."""

from flask import Blueprint, Flask

bp = Blueprint("replication", __name__)


def init_app(app: Flask) -> None:
    """Add the addresses."""
    app.register_blueprint(bp)
