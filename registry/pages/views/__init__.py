"""The pages' addresses, and what every template may use."""

from flask import Flask

from registry.pages import identity
from registry.pages.views import (
    calculator,
    changes,
    contracts,
    health,
    home,
    matrix,
    measures,
    my_work,
    organisation,
    register,
    results,
    scorecard,
    series,
    spread,
    standards,
    static_pages,
    submit,
    tool,
    uptake,
    versions,
    written_up,
)
from registry.pages.views.blueprint import bp


def init_app(app: Flask) -> None:
    """Add the pages and the person of the request."""
    identity.init_app(app)
    app.register_blueprint(bp)


__all__ = [
    "bp",
    "calculator",
    "changes",
    "contracts",
    "health",
    "home",
    "init_app",
    "matrix",
    "measures",
    "my_work",
    "organisation",
    "register",
    "results",
    "scorecard",
    "series",
    "spread",
    "standards",
    "static_pages",
    "submit",
    "tool",
    "uptake",
    "versions",
    "written_up",
]
