"""The addresses of the API."""

from flask import Flask

from registry.api.views import (
    adoptions,
    assessing,
    boards,
    cohorts,
    discovery,
    docs,
    estates,
    grades,
    limits,
    lineage,
    measures,
    money,
    organisations,
    own,
    results,
    series,
    spread,
    standards,
    tools,
)
from registry.api.views.blueprint import bp, document

__all__ = [
    "adoptions",
    "assessing",
    "boards",
    "bp",
    "cohorts",
    "discovery",
    "docs",
    "estates",
    "grades",
    "lineage",
    "measures",
    "money",
    "organisations",
    "own",
    "results",
    "series",
    "spread",
    "standards",
    "tools",
]


def init_app(app: Flask) -> None:
    """Add the addresses, their OpenAPI document and their limits."""
    document(app)
    app.register_blueprint(docs.bp)
    limits.init_app(app)
