"""Barriers and safety notices as the API sends them."""

from marshmallow import fields

from registry.api.schemas.base import Answer, PageAnswer, PageQuestion, slug_question, text_or_none
from registry.rules.words import Visibility


class BarrierQuestion(PageQuestion):
    """Which barriers."""

    tool = slug_question("Named with the tool of this slug.")
    barrier = slug_question("With this code.")


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
