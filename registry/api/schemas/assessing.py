"""Scorecards, assessments requirement by requirement and gates, of today or a past day, as the API sends them."""

from marshmallow import fields, validate

from registry.api.schemas.base import (
    SLUG_LENGTH,
    Answer,
    Question,
    code,
    day_question,
    slug_question,
    text,
    text_or_none,
)
from registry.api.schemas.figures import DayQuestion
from registry.api.schemas.names import ToolNameSchema
from registry.api.schemas.organisations import OrganisationNameSchema
from registry.api.schemas.standards import StandardNameSchema
from registry.rules.assessing import EXPIRED, LAPSED
from registry.rules.lifecycles import Stage
from registry.rules.scorecard import LEVELS
from registry.rules.words import Compliance, Standing

STATES = (None, EXPIRED, LAPSED, *(one.value for one in Compliance))


def _state(attribute: str = "state") -> fields.String:
    return fields.String(
        allow_none=True,
        attribute=attribute,
        validate=validate.OneOf(STATES),
        metadata={"description": "Null where it is not stated."},
    )


class CheckSchema(Answer):
    """One check of a level."""

    code = text()
    level = fields.String(validate=validate.OneOf(LEVELS))
    words = text(attribute="text")
    state = text("passed, not-passed, exempt or re-check.")
    reason = text()
    remedy = text()
    about = text("The record, a standard or evidence.")


class ScorecardSchema(Answer):
    """How complete, assured and evidenced a record was on a day. All is null or empty before its first version."""

    tool = fields.Nested(ToolNameSchema)
    on = fields.Date()
    level = fields.String(allow_none=True, validate=validate.OneOf([None, *LEVELS]), attribute="card.level")
    replication_level = fields.Integer(allow_none=True, attribute="card.replication_level")
    checks = fields.List(fields.Nested(CheckSchema), allow_none=True, attribute="card.checks")


class StandingQuestion(DayQuestion):
    """Of which day, and of whose use."""

    organisation = slug_question("Of the adoption at the organisation with this slug, instead of the tool itself.")


class RequirementStateSchema(Answer):
    """One thing that the standard asked for, with what was said of it."""

    code = text(attribute="requirement.code")
    words = text(attribute="requirement.text")
    state = _state()
    unchanged = fields.Boolean(
        metadata={"description": "Whether the version that was assessed asks for it in the same words."}
    )
    proof = text_or_none("Read by policing, until an assurer released it.")
    exempt_until = fields.Date(allow_none=True)


class StandingSchema(Answer):
    """Where a tool, or one adoption of it, stood with a standard on a day."""

    standard = fields.Nested(StandardNameSchema)
    tool = fields.Nested(ToolNameSchema, attribute="subject.tool")
    organisation = fields.Nested(OrganisationNameSchema, allow_none=True, attribute="subject.organisation")
    on = fields.Date(attribute="day")
    version = text_or_none("The standard's version in use.", attribute="state.version.label")
    assessed_version = text_or_none("The one that it was assessed against.", attribute="state.assessment.version.label")
    state = _state("state.state")
    signed = fields.Boolean(attribute="state.signed")
    sent_back = fields.Boolean(attribute="state.sent_back")
    needs_recheck = fields.Boolean(attribute="state.needs_recheck")
    proof = text_or_none("Read by policing, until an assurer released it.", attribute="state.proof")
    assessor_role = text_or_none(attribute="state.assessment.assessor_role")
    assessed_on = fields.Date(allow_none=True, attribute="state.assessment.happened_on")
    expires_on = fields.Date(allow_none=True, attribute="state.assessment.expires_on")
    standing = fields.Enum(Standing, by_value=True, allow_none=True, attribute="state.assessment.standing")
    requirements = fields.List(fields.Nested(RequirementStateSchema), attribute="told")


class GatesQuestion(Question):
    """Of which adoption, and of which day."""

    tool = fields.String(required=True, validate=validate.Length(1, SLUG_LENGTH), metadata={"description": "By slug."})
    organisation = fields.String(
        required=True, validate=validate.Length(1, SLUG_LENGTH), metadata={"description": "By slug."}
    )
    on = day_question("As they stood at the end of this day; today when none is given.")


class PaperSchema(Answer):
    """What was filed for a document: a reference or an address. Files are not sent."""

    reference = text_or_none()
    url = text_or_none()


class DocumentSchema(Answer):
    """A document that a gate asks for."""

    code = text(attribute="document.code")
    title = text(attribute="document.title")
    mandatory = fields.Boolean(attribute="document.mandatory")
    standard = text_or_none(
        "The standard whose signed assessment it is; nothing for a paper.", attribute="document.standard"
    )
    held = fields.Boolean(metadata={"description": "Whether it is there: a paper, or a signed assessment that holds."})
    filed = fields.List(fields.Nested(PaperSchema))


class GateDecisionSchema(Answer):
    """What was decided at a gate."""

    outcome = text("proceed, not-yet or stop.")
    role = text()
    reference = text()
    reason = text_or_none()
    happened_on = fields.Date()


class GateSchema(Answer):
    """A gate at an adoption; the newest decision first."""

    gate = text(attribute="gate.box.code")
    before = code(Stage, "The stage that it stands before.", attribute="gate.box.before")
    taken_up = fields.Boolean(metadata={"description": "Whether the force made it its own."})
    decision_maker = text("The role that decides.", attribute="gate.decision_maker")
    passed = fields.Boolean(
        attribute="gate.passed", metadata={"description": "Whether the adoption is at that stage or beyond."}
    )
    documents = fields.List(fields.Nested(DocumentSchema), attribute="asked")
    decisions = fields.List(fields.Nested(GateDecisionSchema), attribute="gate.decisions")


class GatesSchema(Answer):
    """The gates of an adoption that you may read, for policing and its own people; otherwise none."""

    on = fields.Date(attribute="day")
    stage = fields.Enum(Stage, by_value=True, allow_none=True, attribute="adoption.stage")
    items = fields.List(fields.Nested(GateSchema), attribute="gates")
