"""The OpenAPI document, and a page that people can read."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, render_template

from registry.api.views.blueprint import bp as documented
from registry.web.headers import let_keep
from registry.web.requests import public

bp = Blueprint("api_docs", __name__, url_prefix="/api/v1")
bp.after_request(let_keep)


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked, as the page shows it."""

    path: str
    tag: str
    summary: str
    description: str
    parameters: list[list[str]]
    answers: list[list[str]]


@bp.route("/openapi.json")
@public
def openapi() -> Response:
    """The whole API as an OpenAPI document."""
    return jsonify(documented.document())


@bp.route("/docs")
@public
def docs() -> str:
    """The same for people."""
    spec = documented.document()
    operations = [_operation(path, item) for path, item in spec["paths"].items()]
    return render_template("api/docs.html", operations=operations, about=spec["info"]["description"])


def _operation(path: str, item: dict[str, Any]) -> Operation:
    asked = item["get"]
    parameters = [*item.get("parameters", []), *asked.get("parameters", [])]
    return Operation(
        path,
        asked["tags"][0],
        asked["summary"],
        asked.get("description", ""),
        [
            [parameter["name"], parameter.get("description", ""), _takes(parameter["schema"])]
            for parameter in parameters
        ],
        [[str(status), answer["description"]] for status, answer in sorted(asked["responses"].items())],
    )


def _takes(schema: dict[str, Any]) -> str:
    inner = schema.get("items", schema)
    if "enum" in inner:
        return ", ".join(map(str, inner["enum"]))
    if "minimum" in inner and "maximum" in inner:
        return f"{inner['minimum']} to {inner['maximum']}"
    return str(inner.get("format", inner.get("type", "")))
