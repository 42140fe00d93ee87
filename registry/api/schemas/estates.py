"""Systems, and how a tool goes with them, as the API sends them."""

from marshmallow import fields

from registry.api.schemas.base import Answer, PageAnswer, PageQuestion, code, slug_question, text
from registry.api.schemas.organisations import OrganisationNameSchema
from registry.rules.compatibility import Fit


class SystemQuestion(PageQuestion):
    """Which systems."""

    organisation = slug_question("Of the one of your own organisations that has this slug.")


class SystemSchema(Answer):
    """One kind of system at one of your own organisations."""

    organisation = fields.Nested(OrganisationNameSchema)
    code = text(attribute="line.code")
    label = text(attribute="line.label")
    held = fields.Boolean(
        allow_none=True, attribute="line.held", metadata={"description": "Null where nothing was stated."}
    )
    family = text("The family of products, for your own use; empty where it is not stated.", attribute="line.family")
    stated_on = fields.Date(allow_none=True, attribute="line.stated_on")
    too_old = fields.Boolean(
        attribute="line.old", metadata={"description": "Said more than 12 months ago, so that it counts for nothing."}
    )


class SystemPageSchema(PageAnswer):
    """A page of systems."""

    items = fields.List(fields.Nested(SystemSchema))


class FitSchema(Answer):
    """How a tool goes with one force: your own, or one that agreed that policing is told."""

    organisation = fields.Nested(OrganisationNameSchema)
    fit = code(Fit, "Nothing follows from what is not stated.")
    has = fields.List(
        fields.String(),
        allow_none=True,
        attribute="match.has",
        metadata={"description": "Kinds of system that it needs and your force has; null for others."},
    )
    lacks = fields.List(fields.String(), allow_none=True, attribute="match.lacks")
    not_stated = fields.List(fields.String(), allow_none=True, attribute="match.unknown")


class FitPageSchema(PageAnswer):
    """A page of forces beside a tool, your own first."""

    items = fields.List(fields.Nested(FitSchema))
