"""Barriers and safety notices as the API sends them."""

from marshmallow import fields, validate

from registry.api.schemas.base import (
    Answer,
    PageAnswer,
    PageQuestion,
    Question,
    example_question,
    slug_question,
    text,
    text_or_none,
)
from registry.rules.words import Visibility


class BarrierQuestion(PageQuestion):
    """Which barriers."""

    tool = slug_question("Named with the tool of this slug.")
    barrier = slug_question("With this code.")
    example = example_question()


class BarrierSchema(Answer):
    """A barrier that one organisation named with one tool: at an end, or on the way."""

    barrier = fields.String()
    label = fields.String()
    named_at = fields.String(metadata={"description": "The end at which it was named, or on-the-way."})
    day = fields.Date(allow_none=True)
    tool = fields.String(attribute="tool_slug")
    category = text_or_none()
    organisation = fields.String(attribute="organisation_slug")
    region = text_or_none()
    got_past = fields.Boolean(attribute="passed", metadata={"description": "It said so, or went on afterwards."})
    got_past_on = fields.Date(allow_none=True, attribute="passed_on")
    how = text_or_none("How it was got past; for policing only.")


class BarrierPageSchema(PageAnswer):
    """A page of barriers."""

    items = fields.List(fields.Nested(BarrierSchema))


class BarrierReportQuestion(Question):
    """What the report is narrowed to."""

    category = slug_question("Of tools of this category.")
    region = slug_question("Of organisations in this region.")
    year = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(1900, 9999),
        metadata={"description": "Of one year."},
    )
    example = example_question()


class YearSchema(Answer):
    """How often in one year."""

    year = fields.Function(
        lambda pair: pair[0], metadata={"type": ["integer", "null"], "description": "Null where it is not dated."}
    )
    total = fields.Function(lambda pair: pair[1], metadata={"type": "integer"})


class TallySchema(Answer):
    """How often one barrier was named, of what you may read."""

    code = fields.String()
    label = fields.String()
    definition = fields.String()
    total = fields.Integer()
    got_past = fields.Integer(attribute="passed")
    by_place = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        metadata={"description": "By the end at which it was named, or on-the-way."},
    )
    by_year = fields.List(fields.Nested(YearSchema), attribute="dated")


class PartSchema(Answer):
    """How often barriers were named in one kind of tool, region or year."""

    code = text("Empty where it is not stated.", attribute="key")
    label = text("Empty where it is not stated.")
    total = fields.Integer()
    got_past = fields.Integer(attribute="passed")


class BarrierReportSchema(Answer):
    """How often each barrier was named, of what you may read; every part is a sum of the same rows."""

    total = fields.Integer()
    barriers = fields.List(fields.Nested(TallySchema))
    by_category = fields.List(fields.Nested(PartSchema))
    by_region = fields.List(fields.Nested(PartSchema))
    by_year = fields.List(fields.Nested(PartSchema))


class SafetyQuestion(PageQuestion):
    """Which safety notices."""

    tool = slug_question("On the tool with this slug.")


class SafetyNoticeSchema(Answer):
    """A safety notice on a tool; lifted_at is null while it holds."""

    id = fields.Integer()
    tool = fields.String(attribute="tool.slug")
    issued_by = fields.String(attribute="organisation.slug")
    words = fields.String()
    visibility = fields.Enum(Visibility, by_value=True)
    issued_at = fields.AwareDateTime(format="iso")
    lifted_at = fields.AwareDateTime(format="iso", allow_none=True)
    lifted_because = text_or_none()


class SafetyPageSchema(PageAnswer):
    """A page of safety notices."""

    items = fields.List(fields.Nested(SafetyNoticeSchema))
