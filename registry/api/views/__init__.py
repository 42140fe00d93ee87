"""The addresses of the API."""

from flask import Flask

from registry.api.views import (
    adoptions,
    boards,
    cohorts,
    discovery,
    docs,
    grades,
    limits,
    lineage,
    measures,
    organisations,
    results,
    series,
    spread,
    standards,
    tools,
)
from registry.api.views.blueprint import bp, document

__all__ = [
    "adoptions",
    "boards",
    "bp",
    "cohorts",
    "discovery",
    "docs",
    "grades",
    "lineage",
    "measures",
    "organisations",
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
