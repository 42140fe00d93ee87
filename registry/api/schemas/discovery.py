"""Needs, comparisons and one's own saved searches, as the API sends them."""

from marshmallow import fields, validate

from registry.api.schemas.base import (
    SLUG_LENGTH,
    Answer,
    PageAnswer,
    PageQuestion,
    Question,
    Reference,
    code,
    slug_question,
    text,
    text_or_none,
)
from registry.api.schemas.names import ToolNameSchema
from registry.api.schemas.organisations import OrganisationNameSchema
from registry.discovery.queries.compare import MOST
from registry.rules.lifecycles import NeedState
from registry.rules.words import Frequency, Visibility


class NeedQuestion(PageQuestion):
    """Which needs."""

    problem = slug_question("Only needs that are filed under this problem.")
    state = fields.Enum(NeedState, by_value=True, metadata={"description": "Open ones unless another is asked for."})


class NeedSchema(Answer):
    """A problem that an organisation posted without a tool, with the tools that may answer it and that you may see."""

    id = fields.Integer(attribute="need.id")
    url = Reference("api.need", "need_id", attribute="need.id")
    page = Reference("discovery.need", "need_id", attribute="need.id")
    organisation = fields.Nested(OrganisationNameSchema)
    title = text(attribute="need.title")
    words = text(attribute="need.words")
    tried = text_or_none(attribute="need.tried")
    visibility = code(Visibility, attribute="need.visibility")
    state = code(NeedState, attribute="need.state")
    posted_at = fields.AwareDateTime(attribute="need.posted_at")
    problems = fields.Function(
        lambda found: [code for code, _label in found.problems],
        metadata={"type": "array", "items": {"type": "string"}},
    )
    supporters = fields.List(fields.String(metadata={"description": "Another organisation that has it too."}))
    matches = fields.List(fields.Nested(ToolNameSchema))
    synthetic = fields.Boolean(attribute="need.synthetic")


class NeedPageSchema(PageAnswer):
    """A page of needs."""

    items = fields.List(fields.Nested(NeedSchema))


class SavedSearchSchema(Answer):
    """A search that you saved: what it asks. What it finds stands under `matches`."""

    id = fields.Integer(attribute="search.id")
    name = text(attribute="search.name")
    words = text("The words that are searched for; empty where only filters are.", attribute="asked.text")
    filters = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        attribute="asked.filters",
        metadata={"description": "Each filter with the values of which a tool has any."},
    )
    exact = fields.Boolean(attribute="asked.exact", metadata={"description": "Whether related words are left out."})
    frequency = code(Frequency, "How often new matches are mailed.", attribute="search.frequency")
    saved_at = fields.AwareDateTime(format="iso", attribute="search.saved_at")
    page = Reference("discovery.saved_search", "search_id", attribute="search.id")
    matches = Reference("api.matches", "search_id", attribute="search.id")


class SavedSearchPageSchema(PageAnswer):
    """A page of the searches that you saved, by name."""

    items = fields.List(fields.Nested(SavedSearchSchema))


class MatchSchema(Answer):
    """A tool that the search finds for you now."""

    tool = fields.Nested(ToolNameSchema)
    summary = text(attribute="tool.summary")
    owner = text("The owner's name.", attribute="tool.owner")
    published_at = fields.AwareDateTime(format="iso", attribute="tool.updated")
    new = fields.Boolean(metadata={"description": "Whether the search did not find it yet when you saved it."})


class MatchPageSchema(PageAnswer):
    """A page of the tools that a saved search finds, the newest first."""

    items = fields.List(fields.Nested(MatchSchema))


class ComparisonQuestion(Question):
    """Which tools."""

    tool = fields.List(
        fields.String(validate=validate.Length(1, SLUG_LENGTH)),
        required=True,
        validate=validate.Length(1, MOST),
        metadata={"description": f"The tools by slug, up to {MOST}; one that you may not see is left out and counted."},
    )


class ComparedLineSchema(Answer):
    """One thing that is compared: a cell for each tool in the order of `tools`; an empty cell is not stated."""

    label = text()
    cells = fields.List(fields.List(fields.String()))


class ComparedPartSchema(Answer):
    """Lines under one heading."""

    title = text()
    lines = fields.List(fields.Nested(ComparedLineSchema))


class SideBySideSchema(Answer):
    """Tools side by side: the same lines in the same order for all."""

    tools = fields.List(fields.Nested(ToolNameSchema), attribute="columns")
    left_out = fields.Integer(
        metadata={"description": "How many of those asked for there are not, or you may not see."}
    )
    parts = fields.List(fields.Nested(ComparedPartSchema))
