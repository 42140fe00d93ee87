"""Funding, and the money and contracts that end, as the API sends them."""

from marshmallow import fields, validate

from registry.api.schemas.base import (
    Answer,
    PageAnswer,
    PageQuestion,
    code,
    example_question,
    slug_question,
    text,
    text_or_none,
)
from registry.api.schemas.names import ToolNameSchema
from registry.api.schemas.organisations import OrganisationNameSchema
from registry.funding.models import Purpose
from registry.funding.queries.cliffs import MONTHS, USUAL
from registry.rules.lifecycles import Stage
from registry.rules.words import Standing, Visibility


def _months() -> fields.Integer:
    return fields.Integer(
        load_default=USUAL,
        validate=validate.OneOf(MONTHS),
        metadata={"description": "That end within so many months."},
    )


def _amount() -> fields.Integer:
    return fields.Integer(
        allow_none=True, metadata={"description": "In whole units of the currency; null where it is not stated."}
    )


class FundingQuestion(PageQuestion):
    """Which streams of money."""

    tool = slug_question("For the tool with this slug.")
    organisation = slug_question("Of the organisation with this slug.")
    example = example_question()


class FundingSchema(Answer):
    """Money that an organisation has for a tool or for its own use of it."""

    tool = fields.Nested(ToolNameSchema)
    organisation = fields.Nested(OrganisationNameSchema, metadata={"description": "Whose money it is."})
    purpose = code(Purpose, "For the tool itself, or for the organisation's own use.")
    name = text()
    funder = text_or_none()
    amount = _amount()
    currency = text()
    starts_on = fields.Date(allow_none=True)
    ends_on = fields.Date(allow_none=True)
    stated_on = fields.Date(metadata={"description": "When somebody last said that it is true."})
    visibility = code(Visibility)
    synthetic = fields.Boolean()


class FundingPageSchema(PageAnswer):
    """A page of streams of money."""

    items = fields.List(fields.Nested(FundingSchema))


class CliffQuestion(PageQuestion):
    """What ends, and when."""

    months = _months()
    organisation = slug_question("Whose it is, by slug.")
    example = example_question()


class DependentSchema(Answer):
    """An adoption that depends on what ends, where you may read it."""

    organisation = text("By slug.", attribute="organisation_slug")
    stage = code(Stage)
    standing = code(Standing)


class CliffSchema(Answer):
    """A stream of money or a contract that ends, with what depends on it."""

    what = fields.String(validate=validate.OneOf(["funding", "contract"]))
    name = text("Empty where it has none.")
    tool = text("By slug.", attribute="tool_slug")
    organisation = text("By slug.", attribute="organisation_slug")
    from_whom = text("The funder or the supplier; empty where it is not stated.", attribute="funder")
    amount = _amount()
    currency = text("Empty for a contract.")
    starts_on = fields.Date(allow_none=True)
    ends_on = fields.Date()
    stated_on = fields.Date()
    visibility = fields.String(validate=validate.OneOf([one.value for one in Visibility]))
    depends = fields.List(fields.Nested(DependentSchema))


class CliffPageSchema(PageAnswer):
    """A page of what ends, the soonest first."""

    items = fields.List(fields.Nested(CliffSchema))


class ContractsQuestion(PageQuestion):
    """Which contracts."""

    months = _months()
    supplier = slug_question("With the supplier of this slug.")
    example = example_question()


class ContractSchema(Answer):
    """A contract behind a tool."""

    tool = fields.Nested(ToolNameSchema)
    organisation = fields.Nested(OrganisationNameSchema, metadata={"description": "Whose it is."})
    shared_with = fields.List(
        fields.Pluck(OrganisationNameSchema, "slug"),
        attribute="sharing",
        metadata={"description": "Others that it concerns, by slug."},
    )
    framework = text_or_none()
    reference = text_or_none()
    notice_url = text_or_none()
    route = text_or_none("How it was bought, as a code.")
    starts_on = fields.Date(allow_none=True)
    ends_on = fields.Date()
    stated_on = fields.Date()
    visibility = code(Visibility)


class SharedContractsSchema(Answer):
    """Contracts with one supplier, and through one framework, that concern two or more organisations."""

    supplier = fields.Nested(OrganisationNameSchema)
    framework = text("Empty where none is stated.")
    organisations = fields.List(fields.String(), metadata={"description": "Whom they concern, by name."})
    contracts = fields.List(fields.Nested(ContractSchema))


class SharedContractsPageSchema(PageAnswer):
    """A page of contracts that end together, those first of which one ends first."""

    items = fields.List(fields.Nested(SharedContractsSchema))
