"""Measures as the API sends them."""

from marshmallow import fields, validate

from registry.api.schemas.base import Answer, PageAnswer, Question, Reference, text, text_or_none


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
    page = Reference("pages.measure", "code", attribute="code")


class MeasureVersionSchema(Answer):
    """A measure as it was defined at some time."""

    number = fields.Integer()
    name = text()
    definition = text()
    unit = text()
    numerator = text_or_none()
    denominator = text_or_none()
    better_when = text()
    aggregation = text_or_none()
    source = text_or_none()
    source_date = text_or_none()
    verified = fields.Boolean()
    reason = text_or_none("What changed, and why.")
    recorded_at = fields.AwareDateTime(format="iso")


class MeasureVersionPageSchema(PageAnswer):
    """How a measure was defined, newest first."""

    items = fields.List(fields.Nested(MeasureVersionSchema))


class UnitSchema(Answer):
    """A unit, and how many of its kind's smallest unit it is."""

    code = text()
    name = text()
    kind = text("Units of one kind turn into one another.")
    size = fields.Float(
        allow_none=True, metadata={"description": "Null where it takes the hours that stand for an officer in a year."}
    )


class HoursSchema(Answer):
    """Hours that stand for one officer in a year, as published."""

    hours = fields.Integer()
    source = text()


class UnitsSchema(Answer):
    """The units, and the published constants between hours and officers."""

    units = fields.List(fields.Nested(UnitSchema))
    hours_per_year = fields.List(fields.Nested(HoursSchema))


class ConversionQuestion(Question):
    """Which figure is to be turned, and how."""

    value = fields.Float(load_default=1.0, allow_nan=False, metadata={"description": "The figure."})
    hours_per_year = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(1, 8784),
        metadata={"description": "For officer-years: how many hours stand for one officer in a year."},
    )


class ConversionSchema(Answer):
    """A figure in another unit."""

    value = fields.Float()
    unit = text()
    hours_per_year = fields.Integer(allow_none=True)


class MeasurePageSchema(PageAnswer):
    """A page of measures."""

    items = fields.List(fields.Nested(MeasureSchema))
