"""The addresses of the governance slice: boards, cases and meetings, and reviews of records and of grades."""

from flask import Flask

from registry.governance.views import boards, cases, grading, review
from registry.governance.views.blueprint import bp


def init_app(app: Flask) -> None:
    """Add the addresses."""
    app.register_blueprint(bp)


__all__ = ["boards", "bp", "cases", "grading", "init_app", "review"]
