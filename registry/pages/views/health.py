"""Whether this process, and what it needs, is well: for machines."""

from flask import jsonify
from flask.typing import ResponseReturnValue

from registry.pages import queries
from registry.pages.views.blueprint import bp
from registry.web.requests import public


@bp.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """The database and the index answer; 503 naming what does not."""
    state = queries.readiness()
    ready = all(value == "ok" for value in state.values())
    return jsonify(status="ok" if ready else "unavailable", **state), 200 if ready else 503
