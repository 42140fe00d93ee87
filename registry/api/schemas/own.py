"""What waits for you and what your own organisations took over, as the API sends it."""

from marshmallow import fields

from registry.api.schemas.base import Answer, PageAnswer, PageQuestion, Reference, slug_question, text, text_or_none
from registry.api.schemas.names import ToolNameSchema
from registry.api.schemas.organisations import OrganisationNameSchema
from registry.freshness.queries.facts import Doubt
from registry.rules.lifecycles import Stage
from registry.rules.words import Standing


class FactSchema(Answer):
    """Something that a lead is asked to confirm, or that is in doubt and cannot be confirmed before that is settled."""

    kind = text("What it is: adoption, claim, contract, cost, estate or funding.")
    id = fields.Integer()
    revision = fields.Integer()
    organisation = text("By slug.", attribute="organisation_slug")
    tool = text("By slug; empty for what is about no tool.", attribute="tool_slug")
    tool_name = text()
    due_on = fields.Date(metadata={"description": "Where it is in doubt: since when."})
    said_on = fields.Date(allow_none=True)
    stage = fields.Enum(Stage, by_value=True, allow_none=True)
    standing = fields.Enum(Standing, by_value=True, allow_none=True)
    words = text("What else is recorded; empty where nothing is.")
    doubt = fields.Enum(Doubt, by_value=True, allow_none=True)
    page = fields.String(attribute="change", metadata={"format": "uri-reference"})


class FactPageSchema(PageAnswer):
    """A page of what is due within 60 days wherever you lead, the most urgent first."""

    items = fields.List(fields.Nested(FactSchema))


class PackQuestion(PageQuestion):
    """Which packs."""

    tool = slug_question("For the tool with this slug.")


class AdoptionPackSchema(Answer):
    """The adoption pack that one of your own organisations has for a tool."""

    tool = fields.Nested(ToolNameSchema)
    organisation = fields.Nested(OrganisationNameSchema)
    version = fields.Integer(
        attribute="version.number", metadata={"description": "The version of the record that it was made from."}
    )
    newer = fields.Function(
        lambda pack: pack.tool.version_id != pack.version_id,
        metadata={"type": "boolean", "description": "Whether the record has a later version."},
    )
    made_at = fields.AwareDateTime(format="iso")
    signed_at = fields.AwareDateTime(format="iso", allow_none=True)
    signed_role = text_or_none()
    page = Reference("packs.show", attribute="tool.slug")
    synthetic = fields.Boolean()


class AdoptionPackPageSchema(PageAnswer):
    """A page of your own organisations' packs, by tool."""

    items = fields.List(fields.Nested(AdoptionPackSchema))
