"""What has been tried, as the API sends it."""

from marshmallow import fields

from registry.api.schemas.base import (
    Answer,
    PageAnswer,
    PageQuestion,
    Reference,
    code,
    example_question,
    text,
    text_or_none,
)
from registry.api.schemas.names import ToolNameSchema
from registry.api.schemas.organisations import OrganisationNameSchema
from registry.api.schemas.tools import ClaimSchema
from registry.rules.words import Design, Direction, Standing


class TriedQuestion(PageQuestion):
    """Which outcomes."""

    example = example_question()


class TriedSchema(Answer):
    """One outcome with where it was found, what it cost and whom to ask."""

    tool = fields.Nested(ToolNameSchema)
    claim = fields.Nested(ClaimSchema)
    study = text(attribute="item.title")
    site = fields.Nested(OrganisationNameSchema, allow_none=True, attribute="item.site")
    site_words = text_or_none(attribute="item.site_words")
    design = code(Design, "As it is graded now.")
    direction = fields.Enum(
        Direction, by_value=True, allow_none=True, metadata={"description": "As it is graded now; null for a count."}
    )
    baseline = text_or_none(attribute="item.baseline")
    trend_predates = fields.Boolean(allow_none=True, attribute="item.trend_predates")
    standing = code(Standing, attribute="item.standing")
    cost = text_or_none("The band of its yearly cost, where you may see it.")
    mailbox = text_or_none("Whom to ask.")


class TriedPageSchema(PageAnswer):
    """A page of outcomes, strongest design first."""

    items = fields.List(fields.Nested(TriedSchema))


class HelpedProblemSchema(Answer):
    """A problem with how many tools say they help, and how many outcomes they state, of those that you may read."""

    code = text(attribute="term.code")
    label = text(attribute="term.label")
    description = text_or_none(attribute="term.description")
    page = Reference("pages.problem", "code", attribute="term.code")
    tools = fields.Integer()
    outcomes = fields.Integer()


class HelpedProblemPageSchema(PageAnswer):
    """The problems."""

    items = fields.List(fields.Nested(HelpedProblemSchema))
