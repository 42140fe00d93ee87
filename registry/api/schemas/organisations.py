"""Organisations as the API sends them."""

from typing import Any

from marshmallow import fields

from registry.api.schemas.base import Answer, PageAnswer, PageQuestion, Reference, code, text, text_or_none
from registry.rules.words import OrganisationKind

FIGURES = {"officers": "officers_fte", "population": "population"}


class OrganisationQuestion(PageQuestion):
    """Which organisations."""

    kind = fields.Enum(OrganisationKind, by_value=True, metadata={"description": "Of one kind."})
    on = fields.Date(metadata={"description": "Valid on a day; today when none is given."})


class OrganisationNameSchema(Answer):
    """An organisation by name and address."""

    slug = text()
    name = text()
    url = Reference("api.organisation", attribute="slug")


class OfficersSchema(Answer):
    """Officers, full-time equivalents, on a day."""

    value = fields.Integer(attribute="officers_fte")
    on = fields.Date(attribute="officers_date")
    source = text_or_none(attribute="officers_source")


class PopulationSchema(Answer):
    """People who live in the area, on a day."""

    value = fields.Integer(attribute="population")
    on = fields.Date(attribute="population_date")
    source = text_or_none(attribute="population_source")


class OrganisationSchema(OrganisationNameSchema):
    """A force, regional or national body, supplier or academic institution."""

    page = Reference("pages.organisation", attribute="slug")
    kind = code(OrganisationKind)
    region = text_or_none()
    territorial = fields.Boolean(metadata={"description": "A territorial force of England and Wales."})
    ons_code = text_or_none()
    officers = fields.Nested(OfficersSchema, allow_none=True)
    population = fields.Nested(PopulationSchema, allow_none=True)
    valid_from = fields.Date(allow_none=True, metadata={"description": "Null where not known."})
    valid_to = fields.Date(allow_none=True)
    synthetic = fields.Boolean(metadata={"description": "Invented, for demonstration."})

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        """The two figures are columns of the organisation itself."""
        if attr in FIGURES:
            return obj if getattr(obj, FIGURES[attr]) is not None else None
        return super().get_attribute(obj, attr, default)


class OrganisationWholeSchema(OrganisationSchema):
    """An organisation with those it took over from and those that took over from it."""

    predecessors = fields.List(fields.Nested(OrganisationNameSchema))
    successors = fields.List(fields.Nested(OrganisationNameSchema))

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        """All but those two is the organisation's own."""
        return super().get_attribute(obj if hasattr(obj, attr) else obj.organisation, attr, default)


class OrganisationPageSchema(PageAnswer):
    """A page of organisations."""

    items = fields.List(fields.Nested(OrganisationSchema))
