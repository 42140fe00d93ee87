"""Who has a tool from whom, as the API sends it."""

from marshmallow import fields

from registry.api.schemas.base import Answer, PageAnswer, code, text_or_none
from registry.api.schemas.organisations import OrganisationNameSchema
from registry.rules.lifecycles import Stage
from registry.rules.lineage import Came, Manner
from registry.rules.words import Standing


class LineSchema(Answer):
    """Where one organisation says that it has the tool from."""

    organisation = fields.Nested(OrganisationNameSchema)
    stage = code(Stage, attribute="line.adoption.stage")
    standing = code(Standing, attribute="line.adoption.standing")
    came = code(Came, "Not-stated also where the source is not shared with you.", attribute="line.came")
    source = fields.Nested(
        OrganisationNameSchema,
        allow_none=True,
        metadata={"description": "From whose adoption, where it came from one that you may see."},
    )
    manner = fields.Enum(Manner, by_value=True, allow_none=True, attribute="line.manner")
    kept = text_or_none("What was kept of its core; for policing only.", attribute="line.kept")
    configuration = text_or_none("What is set up differently; for policing only.", attribute="line.configuration")
    lessons = text_or_none("What was learnt; for policing only.", attribute="line.lessons")
    stated_on = fields.Date(allow_none=True, attribute="line.stated_on")


class LinePageSchema(PageAnswer):
    """A page of a tool's lineage, in the order of the tree."""

    items = fields.List(fields.Nested(LineSchema))
