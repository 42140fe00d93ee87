"""Adoptions as the API sends them."""

from marshmallow import fields

from registry.api.schemas.base import (
    Answer,
    PageAnswer,
    PageQuestion,
    code,
    codes_question,
    slug_question,
    text_or_none,
)
from registry.api.schemas.names import ToolNameSchema
from registry.api.schemas.organisations import OrganisationNameSchema
from registry.rules.lifecycles import Stage
from registry.rules.words import Precision, Standing


class AdoptionQuestion(PageQuestion):
    """Which adoptions."""

    tool = slug_question("Of the tool with this slug.")
    organisation = slug_question("At the organisation with this slug.")
    stage = codes_question(Stage, "At this stage; give it several times for any of several.")
    standing = codes_question(
        Standing, "With this standing, as it reads today; give it several times for any of several."
    )


class AdoptionSchema(Answer):
    """Where one tool stands at one organisation, on whose word, and since when."""

    tool = fields.Nested(ToolNameSchema)
    organisation = fields.Nested(OrganisationNameSchema)
    stage = code(Stage, attribute="row.stage")
    paused_from = fields.Enum(Stage, by_value=True, allow_none=True, attribute="row.paused_from")
    since = fields.Date(
        allow_none=True,
        attribute="row.since",
        metadata={"description": "When the stage was reached; null: not stated."},
    )
    since_precision = fields.Enum(
        Precision,
        by_value=True,
        allow_none=True,
        attribute="row.precision",
        metadata={"description": "How exactly since is known."},
    )
    standing = code(
        Standing,
        "Confirmed by the adopter, unconfirmed since that expired, reported by a source, or disputed.",
        attribute="row.standing",
    )
    confirmed_at = fields.AwareDateTime(allow_none=True, format="iso", attribute="row.confirmed_at")
    expires_on = fields.Date(
        allow_none=True, attribute="row.expires_on", metadata={"description": "Reads unconfirmed after this day."}
    )
    condition_not_met = fields.Boolean(
        attribute="row.unmet", metadata={"description": "Live although a board's condition that binds it is open."}
    )
    barriers = fields.List(
        fields.String(),
        metadata={"description": "Codes of why it was declined, paused or stopped, where that is so."},
    )
    reason = text_or_none("Why, in the adopter's words; for policing only.", attribute="row.reason")
    source = text_or_none("Where it was published that this organisation adopted it.", attribute="row.source")
    source_url = text_or_none(attribute="row.source_url")
    source_words = text_or_none("What the source says of the stage.", attribute="row.source_words")
    changed_at = fields.AwareDateTime(format="iso", attribute="row.changed_at")
    synthetic = fields.Boolean(attribute="row.synthetic", metadata={"description": "Invented, for demonstration."})


class AdoptionPageSchema(PageAnswer):
    """A page of adoptions."""

    items = fields.List(fields.Nested(AdoptionSchema))
