"""How far a tool has spread, in numbers, as the API sends it."""

from marshmallow import fields, validate

from registry.api.schemas.base import Answer, Question, code, day_question, text, text_or_none
from registry.api.schemas.names import ToolNameSchema
from registry.api.schemas.tools import CountSchema
from registry.rules.words import Precision


class DayQuestion(Question):
    """Of which day."""

    on = day_question("As it stood at the end of this day; today when none is given.")


class ShareSchema(Answer):
    """A part of a whole, by whose word."""

    what = fields.String(validate=validate.OneOf(["forces", "officers", "residents"]))
    confirmed = fields.Integer(attribute="parts.confirmed")
    unconfirmed = fields.Integer(attribute="parts.unconfirmed")
    reported = fields.Integer(attribute="parts.reported")
    whole = fields.Integer()
    percent = fields.Float(metadata={"description": "All three of the whole."})
    without = fields.Integer(metadata={"description": "Forces left out of the whole, because no figure is known."})
    dates = fields.List(fields.Date(), metadata={"description": "Of the figures."})
    sources = fields.List(fields.String())


class PointSchema(Answer):
    """A number of adopters that was published, or counted from the forces that one source names."""

    on = fields.Date(attribute="happened_on")
    precision = code(Precision)
    number = fields.Integer()
    of = fields.Integer(allow_none=True)
    named = fields.Boolean(metadata={"description": "Whether every force is named."})
    words = text()
    source = text()
    source_url = text_or_none()


class SpreadSchema(Answer):
    """How far a tool has spread, of what you may read. What is not stated is never counted as not used."""

    tool = fields.Nested(ToolNameSchema, attribute="figures.tool")
    on = fields.Date(allow_none=True, attribute="figures.day", metadata={"description": "Null for today."})
    forces = fields.Integer(attribute="figures.whole", metadata={"description": "Territorial forces that there are."})
    by_stage = fields.List(
        fields.Nested(CountSchema), metadata={"description": "Of the territorial forces, by stage and standing."}
    )
    beyond = fields.List(fields.Nested(CountSchema), metadata={"description": "Of other adopters."})
    coverage = fields.List(fields.Nested(ShareSchema), attribute="figures.shares")
    published = fields.List(fields.Nested(PointSchema), attribute="figures.points")
