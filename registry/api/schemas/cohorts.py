"""Pilot cohorts, as the API sends them."""

from marshmallow import fields

from registry.api.schemas.base import Answer, PageAnswer, code, text, text_or_none
from registry.api.schemas.measures import MeasureNameSchema
from registry.api.schemas.organisations import OrganisationNameSchema
from registry.api.schemas.results import PooledSchema
from registry.rules.lifecycles import Stage
from registry.rules.words import Standing, Visibility


class CohortNameSchema(Answer):
    """A pilot cohort by name."""

    id = fields.Integer()
    name = text()
    organisation = fields.Nested(OrganisationNameSchema, metadata={"description": "Who opened it."})
    starts_on = fields.Date()
    ends_on = fields.Date()
    visibility = code(Visibility)
    synthetic = fields.Boolean()


class CohortPageSchema(PageAnswer):
    """A page of a tool's cohorts, the newest first."""

    items = fields.List(fields.Nested(CohortNameSchema))


class CohortMemberSchema(Answer):
    """A force that joined, where you may know of it; its stage where you may read its adoption."""

    organisation = fields.Nested(OrganisationNameSchema, attribute="place.organisation")
    joined_at = fields.AwareDateTime(format="iso", attribute="place.changed_at")
    stage = fields.Enum(Stage, by_value=True, allow_none=True, attribute="adoption.stage")
    standing = fields.Enum(Standing, by_value=True, allow_none=True, attribute="adoption.standing")


class SiteValueSchema(Answer):
    """What one member found."""

    site = text()
    evidence_id = fields.Integer(attribute="study.id")
    claim_id = fields.Integer(attribute="claim.id")
    result = text(attribute="claim.result")
    effect = fields.Float(allow_none=True, attribute="claim.worked.effect")
    interval_low = fields.Float(allow_none=True, attribute="claim.worked.low")
    interval_high = fields.Float(allow_none=True, attribute="claim.worked.high")
    unit = text_or_none(attribute="claim.unit")
    why = text("Why it is no part of the pooled value by itself; empty where it could be.")


class CohortValuesSchema(Answer):
    """One shared measure: each site, and together."""

    measure = fields.Nested(MeasureNameSchema)
    sites = fields.List(fields.Nested(SiteValueSchema), attribute="rows")
    pooled = fields.Nested(PooledSchema)


class CohortSchema(Answer):
    """A pilot cohort with its members and what they found."""

    cohort = fields.Nested(CohortNameSchema, attribute="group.cohort")
    protocol = text(attribute="group.cohort.protocol")
    measures = fields.List(fields.Nested(MeasureNameSchema), attribute="group.measures")
    members = fields.List(fields.Nested(CohortMemberSchema), attribute="group.members")
    values = fields.List(fields.Nested(CohortValuesSchema))
