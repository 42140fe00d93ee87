"""The addresses of the attachments slice."""

from flask import Blueprint, Flask

bp = Blueprint("attachments", __name__)


def init_app(app: Flask) -> None:
    """Add the addresses."""
    app.register_blueprint(bp)
