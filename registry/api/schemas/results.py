"""Results of several sites together, as the API sends them."""

from typing import Any

from marshmallow import fields

from registry.api.schemas.base import Answer, code, text, text_or_none
from registry.api.schemas.measures import MeasureNameSchema
from registry.rules.words import Design, EffectKind


class MemberSchema(Answer):
    """A result that went in, on the scale of the summary."""

    site = text(attribute="result.site")
    design = code(Design, attribute="result.design")
    value = fields.Float(metadata={"description": "Its logarithm, for a ratio."})
    standard_error = fields.Float(attribute="error")


class LeftOutSchema(Answer):
    """A result that did not go in."""

    site = text(attribute="result.site")
    why = text()


class SummarySchema(Answer):
    """A random-effects summary with the interval of Hartung and Knapp."""

    estimate = fields.Float()
    standard_error = fields.Float(attribute="error")
    low = fields.Float()
    high = fields.Float()
    next_low = fields.Float(allow_none=True, metadata={"description": "For the next force; null under three sites."})
    next_high = fields.Float(allow_none=True)
    tau2 = fields.Float(metadata={"description": "The variance between sites."})
    i2 = fields.Float(metadata={"description": "The share of what differs that lies between sites, from 0 to 1."})
    q = fields.Float()
    weights = fields.List(fields.Float(), metadata={"description": "In the order of the results that went in."})


class PooledSchema(Answer):
    """What sites found on one measure of a tool."""

    measure = fields.Nested(MeasureNameSchema)
    state = text("pooled, refused, later (ask again in a moment) or unavailable.")
    why = text_or_none("Why it is refused.")
    kind = fields.Enum(EffectKind, by_value=True, allow_none=True)
    unit = text("log-ratio: values are logarithms, and turned back by exponentiating.")
    went_in = fields.List(fields.Nested(MemberSchema), attribute="sorted.members")
    left_out = fields.List(fields.Nested(LeftOutSchema), attribute="sorted.left_out")
    restricted_likelihood = fields.Nested(SummarySchema, allow_none=True, attribute="reml")
    dersimonian_laird = fields.Nested(SummarySchema, allow_none=True, attribute="moments")

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        """The two summaries lie in what was worked out."""
        if attr in ("reml", "moments"):
            return (obj.figures.found or {}).get(attr) if obj.figures else None
        return super().get_attribute(obj, attr, default)


class ResultsSchema(Answer):
    """Each measure that two or more sites report."""

    items = fields.List(fields.Nested(PooledSchema))
