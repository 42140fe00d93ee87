"""The messages that webhooks of saved searches are sent, for the OpenAPI document."""

from marshmallow import fields, validate

from registry.api.schemas.base import Answer
from registry.discovery.queries.webhooks import MATCHED, MOST, TRIAL


class MessageToolSchema(Answer):
    """A tool that everybody may read."""

    name = fields.String()
    summary = fields.String()
    owner = fields.String(metadata={"description": "The owner's name."})
    published_at = fields.AwareDateTime(format="iso")
    synthetic = fields.Boolean(metadata={"description": "Whether it is an invented record of a trial copy."})
    page = fields.URL()
    api = fields.URL()


class MessageSearchSchema(Answer):
    """The saved search that found something new."""

    id = fields.Integer()
    name = fields.String()
    page = fields.URL()


class MessageDataSchema(Answer):
    """What is new. A trial has the saved search alone."""

    saved_search = fields.Nested(MessageSearchSchema)
    total = fields.Integer(metadata={"description": "How many new tools its owner may see."})
    not_public = fields.Integer(
        metadata={"description": "How many of them are not named, because they are not public."}
    )
    tools = fields.List(
        fields.Nested(MessageToolSchema),
        validate=validate.Length(max=MOST),
        metadata={"description": "The public ones, the newest first."},
    )

    def on_bind_field(self, field_name: str, field_obj: fields.Field) -> None:  # type: ignore[type-arg]
        """Only the saved search is always there."""
        field_obj.required = field_name == "saved_search"


class MessageSchema(Answer):
    """A message of a webhook, in the form of Standard Webhooks."""

    type = fields.String(validate=validate.OneOf([MATCHED, TRIAL]))
    timestamp = fields.AwareDateTime(format="iso", metadata={"description": "When what it tells of was noticed."})
    data = fields.Nested(MessageDataSchema)


HEADERS = [
    ("webhook-id", "Names the message; the same each time that it is sent."),
    ("webhook-timestamp", "When this attempt was made, in seconds since 1970."),
    ("webhook-signature", "v1, and the HMAC-SHA256 of id, timestamp and body, joined by full stops, in Base64."),
]
DESCRIBED = {
    "saved-search": {
        "post": {
            "summary": "Something new in a saved search",
            "description": "Sent to the address that the owner of the search gave, until it answers with a status from 200 to 299.",
            "security": [{}],
            "tags": ["Your organisation"],
            "parameters": [
                {"in": "header", "name": name, "required": True, "description": words, "schema": {"type": "string"}}
                for name, words in HEADERS
            ],
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Message"}}},
            },
            "responses": {
                "2XX": {"description": "It was received, and is not sent again."},
                "410": {"description": "The address is closed for good: the webhook stops."},
                "default": {"description": "It is sent again, at growing pauses, for a week."},
            },
        }
    }
}
