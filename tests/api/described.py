"""An answer held against the API's own description."""

from typing import Any

from jsonschema import Draft202012Validator

from tests.browser import Browser


def check(document: dict[str, Any], path: str, address: str, response: Any) -> None:
    """Raise unless the answer is one that the document describes."""
    described = document["paths"][path]["get"]["responses"]
    assert response.status_code < 500, address
    assert str(response.status_code) in described, (address, response.status_code)
    content = described[str(response.status_code)]["content"]
    schema = content[response.mimetype]["schema"] | {"components": document["components"]}
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(response.json)


def read(web: Browser, path: str, query: str = "", **named: str) -> Any:
    """What an address answers with, as documented."""
    document = web.get("/api/v1/openapi.json").json
    address = f"/api/v1{path.format(**named)}{f'?{query}' if query else ''}"
    response = web.get(address)
    check(document, f"/api/v1{path}", address, response)
    return response.json
