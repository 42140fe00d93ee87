"""The API's one blueprint, its parameters and its OpenAPI document."""

from collections.abc import Mapping
from functools import cache, partial
from http import HTTPStatus
from typing import Any, NoReturn

import flask_smorest
from flask import Flask
from marshmallow import RAISE, Schema, ValidationError
from webargs.flaskparser import FlaskParser

from registry.api.schemas.base import Problem
from registry.api.schemas.webhooks import DESCRIBED, MessageSchema
from registry.core.errors import Invalid

PROBLEM = "application/problem+json"

DESCRIPTION = """\
Nothing can be changed here.

Without a session everyone reads what is public. With the session cookie of a signed-in person the answers hold what that
person may read. A record that you may not read answers 404, as if it did not exist; one that was published and has been
withdrawn answers 410, with the type
urn:policing-innovation-registry:withdrawn-from-view, to those who could read it before. The API names no people: contacts are a role and a team mailbox.

Answers are always JSON, whatever is accepted; errors are application/problem+json. An address that does not exist answers
404 and a method other than GET, HEAD or OPTIONS answers 405. No other site's scripts may read the API: it sends no CORS
headers.

What is sent to the webhook of a saved search stands in the OpenAPI document under webhooks.
"""


class Parser(FlaskParser):
    """Reads parameters and refuses what is not documented."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"query": RAISE}

    def handle_error(
        self, error: ValidationError, req: Any, schema: Schema, *, error_status_code: Any, error_headers: Any
    ) -> NoReturn:
        """Refuse with each parameter by name, as the rest of the registry refuses."""
        found: Mapping[str, Any] = error.messages_dict.get("query", {})
        fields = {str(name): _sentence(messages) for name, messages in found.items()}
        unknown = ", ".join(name for name, message in fields.items() if message == "Unknown field.")
        advice = f" There is no parameter {unknown}; see the documentation." if unknown else ""
        raise Invalid(f"Correct the parameters named under errors and ask again.{advice}", fields)


class Blueprint(flask_smorest.Blueprint):
    """Documents its addresses when that is asked for first: to do so at each start takes a tenth of it."""

    ARGUMENTS_PARSER = Parser()

    def register_views_in_doc(self, *args: Any, **kwargs: Any) -> None:
        """Leave it until the document is wanted."""
        self._documented = cache(partial(self._document, *args, **kwargs))

    def document(self) -> dict[str, Any]:
        """The whole API as an OpenAPI document."""
        self._documented()
        described: dict[str, Any] = api.spec.to_dict()
        return described

    def _document(self, *args: Any, **kwargs: Any) -> None:
        super().register_views_in_doc(*args, **kwargs)
        api.spec.components.schema("Message", schema=MessageSchema)
        api.spec.options["webhooks"] = DESCRIBED


class Api(flask_smorest.Api):
    """Documents the API; the registry's own handlers answer its errors."""

    ERROR_SCHEMA = Problem
    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """Leave errors to registry.web.requests, which answers every refusal in one form."""

    def _register_responses(self) -> None:
        """Describe every error as the problem document that it is."""
        for status in HTTPStatus:
            response: dict[str, Any] = {"description": status.phrase}
            if status >= 400:
                response["content"] = {PROBLEM: {"schema": Problem}}
            self.spec.components.response(status.name, response, lazy=True)


bp = Blueprint("api", __name__, url_prefix="/api/v1")
api = Api(
    spec_kwargs={
        "title": "Policing Innovation Registry API",
        "version": "1.0.0",
        "openapi_version": "3.1.0",
        "info": {"description": DESCRIPTION},
        "security": [{}, {"session": []}],
    }
)


def document(app: Flask) -> None:
    """Register the blueprint, which writes its OpenAPI document."""
    api.init_app(app)
    api.spec.components.security_scheme("session", {"type": "apiKey", "in": "cookie", "name": "registry"})
    api.register_blueprint(bp)


def _sentence(messages: Any) -> str:
    if isinstance(messages, dict):
        return " ".join(_sentence(inner) for inner in messages.values())
    return " ".join(map(str, messages)) if isinstance(messages, list) else str(messages)
