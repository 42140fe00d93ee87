"""What every answer of the API shares: nothing unlisted, nothing left out, pages, references and problems."""

from datetime import date
from enum import StrEnum
from typing import Any

from flask import url_for
from marshmallow import RAISE, Schema, ValidationError, fields, missing, validate

from registry.core import clock
from registry.core.paging import FURTHEST, SIZE

LARGEST = 100
SLUG_LENGTH = 120


class Answer(Schema):
    """An object that the API sends: every field of it is always there, null where nothing is stated."""

    class Meta:
        unknown = RAISE  # documented as: no other properties

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """State in the documentation that the field is always there."""
        field_obj.required = True

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        """The value, or null where there is none."""
        value = super().get_attribute(obj, attr, default)
        return None if value is missing else value


class Question(Schema):
    """Parameters of a request; one that is not listed is refused by name."""

    class Meta:
        unknown = RAISE


class NoQuestion(Question):
    """A request that takes no parameters."""


class PageQuestion(Question):
    """Which page of a list."""

    page = fields.Integer(
        load_default=1,
        validate=validate.Range(1, FURTHEST),
        metadata={"description": "Which page, from 1. A page after the last is empty."},
    )
    page_size = fields.Integer(
        load_default=SIZE, validate=validate.Range(1, LARGEST), metadata={"description": "How many items a page holds."}
    )


class PageAnswer(Answer):
    """One page of a list; subclasses add `items`."""

    page = fields.Integer(attribute="number", metadata={"description": "The number of this page, from 1."})
    page_size = fields.Integer(attribute="size", metadata={"description": "How many items a page holds."})
    pages = fields.Integer(metadata={"description": "How many pages there are, at least one."})
    total = fields.Integer(metadata={"description": "How many items there are that you may read."})


class Problem(Schema):
    """What went wrong, as application/problem+json (RFC 9457)."""

    type = fields.String(
        required=True,
        metadata={
            "description": "about:blank, where the status says it all; urn:policing-innovation-registry:withdrawn-from-view."
        },
    )
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True, metadata={"description": "In plain words, with what to do."})
    errors = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        metadata={"description": "Each parameter that is wrong, and how."},
    )


class Reference(fields.String):
    """The address of something, relative to this server."""

    def __init__(self, endpoint: str, parameter: str = "slug", **kwargs: Any) -> None:
        super().__init__(metadata={"format": "uri-reference"}, dump_only=True, **kwargs)
        self.endpoint = endpoint
        self.parameter = parameter

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else url_for(self.endpoint, **{self.parameter: value})


def text(about: str = "", **kwargs: Any) -> fields.String:
    """A text that is always stated."""
    return fields.String(metadata=_described(about), **kwargs)


def text_or_none(about: str = "", **kwargs: Any) -> fields.String:
    """A text, or null where nothing is stated."""
    return fields.String(allow_none=True, metadata=_described(about), **kwargs)


def code(kind: type[StrEnum], about: str = "", **kwargs: Any) -> fields.Enum[Any]:
    """One of the register's words."""
    return fields.Enum(kind, by_value=True, metadata=_described(about), **kwargs)


def slug_question(about: str) -> fields.String:
    """A parameter that names something by its slug."""
    return fields.String(validate=validate.Length(1, SLUG_LENGTH), metadata=_described(about))


def example_question() -> fields.Boolean:
    """A parameter that asks for what is invented instead of what is real."""
    return fields.Boolean(
        load_default=False, metadata={"description": "Those of invented records instead of real ones."}
    )


def day_question(about: str) -> fields.Date:
    """A parameter that asks for today or a past day."""
    return fields.Date(load_default=None, allow_none=True, validate=_over, metadata=_described(about))


def codes_question(kind: type[StrEnum], about: str) -> fields.List[Any]:
    """A parameter that may be given several times: any of these words."""
    return fields.List(fields.Enum(kind, by_value=True), metadata=_described(about))


def _over(day: date) -> None:
    if day > clock.today():
        raise ValidationError("Ask for today or a past day.")


def _described(about: str) -> dict[str, Any]:
    return {"description": about} if about else {}
