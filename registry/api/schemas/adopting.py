"""How long adopting a tool takes, where it stands still, and how far it may spread, as the API sends it.

Times are months of 30.4 days. Where figures are refused, `why` says so in words and the rest of the object is null.
"""

from marshmallow import fields, validate

from registry.api.schemas.base import Answer, Reference, code, text, text_or_none
from registry.api.schemas.names import ToolNameSchema
from registry.rules.lifecycles import Stage

WHY = "Why it is refused; null where there are figures."


def _number(about: str = "") -> fields.Float:
    return fields.Float(allow_none=True, metadata={"description": about} if about else {})


def _count(about: str = "") -> fields.Integer:
    return fields.Integer(allow_none=True, metadata={"description": about} if about else {})


class IntervalSchema(Answer):
    """A figure with the ends of its 95% interval; null where an end is not reached."""

    value = _number()
    low = _number()
    high = _number()


class WaitingSchema(Answer):
    """The share that had not adopted by a time."""

    months = fields.Float(attribute="time")
    watched = fields.Integer(attribute="at_risk")
    adopted = fields.Integer(attribute="events", metadata={"description": "At this time."})
    waiting = fields.Float(metadata={"description": "From 0 to 1."})
    standard_error = fields.Float(attribute="error")
    low = fields.Float()
    high = fields.Float()


class EndedSchema(Answer):
    """The share that had ended in one way by a time."""

    months = fields.Float(attribute="time")
    share = fields.Float(metadata={"description": "From 0 to 1."})
    standard_error = fields.Float(attribute="error", allow_none=True)


class EndingSchema(Answer):
    """How the share of one ending grew (Aalen and Johansen): other endings are not taken for still waiting."""

    ending = text("adopted, or the stage in which it ended.")
    shares = fields.List(fields.Nested(EndedSchema))


class UntilSchema(Answer):
    """From first interest to live (Kaplan and Meier), of forces of which both months are known."""

    why = text_or_none(WHY)
    cases = _count("Forces that began.")
    events = _count("Of them, those that adopted it.")
    median = fields.Nested(IntervalSchema, allow_none=True)
    longest = _number("How long the longest was watched.")
    steps = fields.List(fields.Nested(WaitingSchema), allow_none=True)
    endings = fields.List(fields.Nested(EndingSchema), allow_none=True)


class StageTimeSchema(Answer):
    """Time in one stage before live."""

    stage = code(Stage)
    why = text_or_none(WHY)
    cases = _count("Spells in the stage.")
    events = _count("Of them, those that moved on.")
    median = fields.Nested(IntervalSchema, allow_none=True)
    four_in_five = _number("By when four in five had moved on.")


class CountedSchema(Answer):
    """How many forces had it by a day."""

    on = fields.Date()
    number = fields.Integer()


class RangeSchema(Answer):
    """How many forces will have it by a day: the range holds four times in five."""

    on = fields.Date()
    low = fields.Integer()
    middle = fields.Integer()
    high = fields.Integer()


class HeldBackSchema(Answer):
    """A count that was held back, and the range that those before it foretold."""

    came = fields.Integer()
    low = fields.Integer()
    middle = fields.Integer()
    high = fields.Integer()


class BackTestSchema(Answer):
    """The last counts, foretold from those before them."""

    why = text_or_none(WHY)
    error = _number("The mean distance between the middle and what came, in forces.")
    within = _count("How many lay within their range.")
    held_back = fields.List(fields.Nested(HeldBackSchema), allow_none=True)


class ForecastSchema(Answer):
    """What one model foretells. A national decision, new money or a stop would change it; none of them is in it."""

    model = fields.String(validate=validate.OneOf(["bass", "logistic"]))
    why = text_or_none(WHY)
    outside = fields.Nested(IntervalSchema, allow_none=True, metadata={"description": "A year; null for the logistic."})
    others = fields.Nested(IntervalSchema, allow_none=True, metadata={"description": "A year."})
    ranges = fields.List(fields.Nested(RangeSchema), allow_none=True)
    back_test = fields.Nested(BackTestSchema, allow_none=True)


class CeilingSchema(Answer):
    """Where the counts head for when the number of forces is not assumed (Bass's least squares)."""

    why = text_or_none(WHY)
    ceiling = _number()
    standard_error = _number()


class StallSchema(Answer):
    """An adoption that has been in its stage longer than four in five comparable ones took. It judges no force.

    Told to policing and to the force's own people.
    """

    organisation = text(attribute="organisation_slug")
    organisation_url = Reference("api.organisation", attribute="organisation_slug")
    stage = code(Stage, attribute="spell.stage")
    months = fields.Float(attribute="spell.months")
    usual_months = fields.Float(attribute="usual.months", metadata={"description": "By when four in five moved on."})
    watched = fields.Integer(attribute="usual.watched", metadata={"description": "Spells that this rests on."})
    moved = fields.Integer(attribute="usual.moved", metadata={"description": "Of them, those that moved on."})
    compared_with = fields.String(
        validate=validate.OneOf(["tool", "category"]),
        attribute="comparable",
        metadata={"description": "Whose adoptions."},
    )


class SpreadFiguresSchema(Answer):
    """From adoptions that you may read. How long it took says as much about money and timing as about a force."""

    tool = fields.Nested(ToolNameSchema)
    on = fields.Date(allow_none=True, metadata={"description": "Null for today."})
    forces = fields.Integer(metadata={"description": "Territorial forces that there are."})
    state = fields.String(
        validate=validate.OneOf(["worked-out", "later", "unavailable"]),
        metadata={"description": "later: ask again in a moment."},
    )
    until_adopted = fields.Nested(UntilSchema, allow_none=True)
    left_out = fields.Integer(metadata={"description": "Adoptions of which a month is not known."})
    compared_with = fields.String(
        validate=validate.OneOf(["tool", "category"]), metadata={"description": "Whose adoptions the stages are of."}
    )
    stages = fields.List(fields.Nested(StageTimeSchema))
    counts = fields.List(fields.Nested(CountedSchema), metadata={"description": "What the forecasts rest on."})
    counts_published = fields.Boolean(
        metadata={"description": "Whether they were published, or forces gave the months."}
    )
    forecasts = fields.List(fields.Nested(ForecastSchema))
    without_a_ceiling = fields.Nested(CeilingSchema, allow_none=True)
    stalls = fields.List(
        fields.Nested(StallSchema), metadata={"description": "Those that you may be told the names of."}
    )
    stalled = fields.Integer(metadata={"description": "How many there are, named or not."})
