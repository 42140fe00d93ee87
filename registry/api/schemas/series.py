"""Measures over time, as the API sends them."""

from typing import Any

from marshmallow import fields

from registry.api.schemas.base import Answer, code, text, text_or_none
from registry.api.schemas.measures import MeasureNameSchema
from registry.rules.periods import Every, named


class PeriodSchema(Answer):
    """One period; its value is null where there is a gap."""

    period = text()
    starts_on = fields.Date()
    value = fields.Float(allow_none=True)


class ChangeSchema(Answer):
    """A change with its standard error and 95% interval."""

    value = fields.Float()
    error = fields.Float()
    low = fields.Float()
    high = fields.Float()


class ComparisonSchema(Answer):
    """Before and after, by segmented regression with the errors of Newey and West."""

    before = fields.Integer(metadata={"description": "Periods that ended before the tool went live."})
    lag = fields.Integer()
    trend = fields.Nested(ChangeSchema, allow_none=True, metadata={"description": "Null under eight periods before."})
    level_change = fields.Nested(ChangeSchema)
    slope_change = fields.Nested(ChangeSchema, allow_none=True)
    predates = fields.Boolean(metadata={"description": "It was going the same way before the tool went live."})
    short = fields.Boolean()
    counterfactual = fields.List(fields.Float(), metadata={"description": "For each period after."})


class SeriesSchema(Answer):
    """A measure at the site of a study, period by period."""

    study = text(attribute="item.title")
    site = text_or_none(attribute="site")
    measure = fields.Nested(MeasureNameSchema, allow_none=True, attribute="shown.series.measure")
    local_measure = text_or_none(attribute="shown.row.local_measure")
    unit = text(attribute="shown.series.unit")
    every = code(Every, attribute="shown.series.every")
    live_on = fields.Date(attribute="shown.row.live_on")
    source = text_or_none(attribute="shown.row.source")
    synthetic = fields.Boolean(attribute="shown.series.synthetic")
    values = fields.List(fields.Nested(PeriodSchema), attribute="periods")
    state = text("compared, refused, later (ask again in a moment) or unavailable.", attribute="shown.state")
    why = text_or_none("Why it is refused.", attribute="shown.figures.refused")
    comparison = fields.Nested(ComparisonSchema, allow_none=True, attribute="shown.figures.found")


class SeriesListSchema(Answer):
    """Every series of a tool's studies."""

    items = fields.List(fields.Nested(SeriesSchema))


def as_sent(item: Any, shown: Any) -> dict[str, Any]:
    """A series with its study and its periods by name."""
    periods = [
        {"period": named(day, shown.series.every), "starts_on": day, "value": value} for day, value in shown.periods
    ]
    site = item.site.name if item.site else item.site_words
    return {"item": item, "site": site, "shown": shown, "periods": periods}
