"""Measures as the API sends them."""

from marshmallow import fields

from registry.api.schemas.base import Answer, PageAnswer, Reference, text, text_or_none


class MeasureNameSchema(Answer):
    """A measure by name and address."""

    code = text()
    name = text()
    url = Reference("api.measure", "code", attribute="code")


class MeasureSchema(MeasureNameSchema):
    """A standard productivity measure with its published definition."""

    definition = text()
    unit = text()
    numerator = text_or_none()
    denominator = text_or_none()
    better_when = text("Which way is better: higher, lower or neutral.")
    aggregation = text_or_none("How values of several places or periods join.")
    source = text_or_none()
    source_date = text_or_none("As exactly as it is known: 2022, 2022-06 or 2022-06-28.")
    verified = fields.Boolean(metadata={"description": "Whether the definition was read in its source."})
    version = fields.Integer()


class MeasurePageSchema(PageAnswer):
    """A page of measures."""

    items = fields.List(fields.Nested(MeasureSchema))
