"""Tools as the API sends them: the answers of their live version, each only to those who may see it."""

from typing import Any

from marshmallow import fields, validate

from registry.api.schemas.base import (
    Answer,
    PageAnswer,
    PageQuestion,
    Reference,
    code,
    slug_question,
    text,
    text_or_none,
)
from registry.api.schemas.measures import MeasureNameSchema
from registry.api.schemas.names import ToolNameSchema
from registry.api.schemas.organisations import OrganisationNameSchema
from registry.api.schemas.standards import StandardNameSchema
from registry.rules.assessing import EXPIRED, LAPSED
from registry.rules.lifecycles import Stage
from registry.rules.scorecard import LEVELS
from registry.rules.words import (
    Compliance,
    Design,
    Direction,
    EffectKind,
    GradeStanding,
    Measurer,
    Phase,
    Recurrence,
    Standing,
)


class ToolQuestion(PageQuestion):
    """Which tools."""

    owner = slug_question("Of the organisation with this slug.")
    category = slug_question("Of this category.")
    problem = slug_question("That help with this problem.")
    phase = fields.Enum(Phase, by_value=True, metadata={"description": "In this phase."})
    published_since = fields.AwareDateTime(
        format="iso", metadata={"description": "With a version published at this moment or later."}
    )


class ToolSchema(ToolNameSchema):
    """A tool in brief. What is not stated, or not yours to see, is null."""

    slug = text(attribute="tool.slug")
    name = text(attribute="tool.name")
    url = Reference("api.tool", attribute="tool.slug")
    page = Reference("pages.tool", attribute="tool.slug")
    summary = text_or_none(attribute="answers.summary")
    phase = fields.Enum(Phase, by_value=True, allow_none=True, attribute="phase")
    category = text_or_none(attribute="answers.category")
    problems = fields.List(fields.String(), allow_none=True, attribute="answers.problems")
    techniques = fields.List(fields.String(), allow_none=True, attribute="answers.techniques")
    supplier = text_or_none(attribute="answers.supplier")
    owner = fields.Nested(
        OrganisationNameSchema, attribute="tool.owner", metadata={"description": "Who answers for the record."}
    )
    from_published_sources = fields.Boolean(
        attribute="tool.from_sources",
        metadata={"description": "Read from published sources, not yet claimed by a force."},
    )
    version = fields.Integer(attribute="tool.version.number", metadata={"description": "The published version shown."})
    published_at = fields.AwareDateTime(format="iso", attribute="tool.version.published_at")
    retired_on = fields.Date(allow_none=True, attribute="tool.retired_on")
    synthetic = fields.Boolean(attribute="tool.synthetic", metadata={"description": "Invented, for demonstration."})


def figure(about: str = "", **kwargs: Any) -> fields.Float:
    """A figure, or null where it is not stated and does not follow."""
    return fields.Float(allow_none=True, metadata={"description": about} if about else {}, **kwargs)


def number_or_none(about: str = "") -> fields.Integer:
    """A whole number, or null where it is not stated."""
    return fields.Integer(allow_none=True, metadata={"description": about} if about else {})


class ClaimSchema(Answer):
    """One outcome of a study, as published or as the force states it, with the grade that holds now."""

    id = fields.Integer(metadata={"description": "Its number, in the address of its grades."})
    outcome = text()
    measure = fields.Nested(MeasureNameSchema, allow_none=True, metadata={"description": "Null for a local measure."})
    local_measure = text_or_none()
    result = text()
    value = fields.Float(allow_none=True)
    unit = text_or_none()
    period = text_or_none()
    basis = text_or_none()
    ex_ante = fields.Boolean(metadata={"description": "A forecast, not measured."})
    measure_version = number_or_none("The version of the measure's definition that the figures were given under.")
    effect_kind = fields.Enum(EffectKind, by_value=True, allow_none=True)
    effect = figure("As stated, or as it follows from values or counts.", attribute="worked.effect")
    standard_error = figure("Of the effect; of its logarithm for a ratio.", attribute="worked.error")
    interval_low = figure(attribute="worked.low")
    interval_high = figure(attribute="worked.high")
    interval_level = figure("In percent.", attribute="worked.level")
    worked_out = fields.List(
        fields.String(),
        allow_none=True,
        attribute="worked.formulas",
        metadata={"description": "The formulas by which figures were worked out that were not stated."},
    )
    treated_events = number_or_none("Of the group that had it.")
    treated_total = number_or_none()
    comparison_events = number_or_none("Of the group that had not.")
    comparison_total = number_or_none()
    before_value = figure("In the claim's unit.")
    after_value = figure()
    treated_value = figure()
    comparison_value = figure()
    recurrence = fields.Enum(Recurrence, by_value=True, allow_none=True)
    cashable = fields.Boolean(allow_none=True)
    net_of_cost = fields.Boolean(allow_none=True, metadata={"description": "False for gross."})
    direction = fields.Enum(
        Direction, by_value=True, allow_none=True, metadata={"description": "Null for a count, which is no effect."}
    )
    grade_direction = fields.Enum(Direction, by_value=True, allow_none=True, metadata={"description": "As graded."})
    grade_design = fields.Enum(Design, by_value=True, allow_none=True, metadata={"description": "As graded."})
    grade_standing = fields.Enum(
        GradeStanding,
        by_value=True,
        allow_none=True,
        metadata={"description": "A provisional one follows from the printed rule and is no verdict of any body."},
    )
    verified = fields.Boolean(metadata={"description": "Whether it was read in its source."})


class EvidenceSchema(Answer):
    """A study or observation at a site."""

    title = text()
    site = fields.Nested(OrganisationNameSchema, allow_none=True)
    site_words = text_or_none("The site as the source puts it.")
    design = code(Design, "How it was measured, apart from what was found.")
    measured_by = code(Measurer)
    sample = text_or_none()
    sample_size = number_or_none()
    period = text_or_none("In words.")
    starts_on = fields.Date(allow_none=True)
    ends_on = fields.Date(allow_none=True)
    baseline = text_or_none()
    baseline_starts_on = fields.Date(allow_none=True)
    baseline_ends_on = fields.Date(allow_none=True)
    trend_predates = fields.Boolean(
        allow_none=True, metadata={"description": "Whether the change had begun before the tool went live."}
    )
    comparator = text_or_none()
    funder = text_or_none("Who paid for the study.")
    conflicts = text_or_none("Who of those who measured gains from the result.")
    mechanism = text_or_none("How it brings the change about.")
    moderators = text_or_none("For whom and where it works.")
    implementation = text_or_none("What it took to put in place.")
    economics = text_or_none("What it cost and saved.")
    source = text_or_none()
    source_url = text_or_none()
    published_on = text_or_none("As exactly as the source dates itself.")
    standing = code(Standing)
    verified = fields.Boolean(metadata={"description": "Whether it was read in its source."})
    claims = fields.List(fields.Nested(ClaimSchema))


class StandardStateSchema(Answer):
    """Where the tool stands with a standard that applies to it, or was assessed."""

    standard = fields.Nested(StandardNameSchema)
    state = fields.String(
        allow_none=True,
        validate=validate.OneOf([None, EXPIRED, LAPSED, *(compliance.value for compliance in Compliance)]),
        metadata={"description": "Null where it is not stated."},
    )
    version = text_or_none("The standard's version that it was assessed against.", attribute="assessment.version.label")
    signed = fields.Boolean(metadata={"description": "Whether an assurer who did not assess it signed it."})
    needs_recheck = fields.Boolean(metadata={"description": "Whether the standard has a newer version in use."})
    proof = text_or_none("Read by policing, until an assurer released it.")
    proof_url = text_or_none(attribute="assessment.proof_url")
    assessor_role = text_or_none(attribute="assessment.assessor_role")
    assessed_on = fields.Date(allow_none=True, attribute="assessment.happened_on")
    expires_on = fields.Date(allow_none=True, attribute="assessment.expires_on")
    standing = fields.Enum(Standing, by_value=True, allow_none=True, attribute="assessment.standing")


class CountSchema(Answer):
    """How many adoptions stand at a stage, of those that you may read; a disputed one counts only as disputed."""

    stage = code(Stage)
    confirmed = fields.Integer()
    unconfirmed = fields.Integer()
    reported = fields.Integer()
    disputed = fields.Integer()


class SourceSchema(Answer):
    """Where facts about the tool were published."""

    title = text()
    url = text_or_none()
    published_on = text_or_none()
    read_on = fields.Date(allow_none=True)
    verified = fields.Boolean()
    words = text_or_none("What it says of the tool elsewhere rated.")


class ToolWholeSchema(ToolSchema):
    """A tool with every answer that you may see, its evidence, standards, adoption counts and sources."""

    schema_number = fields.Integer(
        attribute="tool.version.schema_number", metadata={"description": "The question schema of answers."}
    )
    answers = fields.Dict(
        keys=fields.String(),
        attribute="believed",
        metadata={
            "description": "Every answer that you may see, by the code of its question. Costs last said more than "
            "12 months ago are not among them."
        },
    )
    scorecard_level = fields.String(
        attribute="scorecard.level",
        validate=validate.OneOf(LEVELS),
        metadata={"description": "How complete, assured and evidenced the record is."},
    )
    replication_level = fields.Integer(
        attribute="scorecard.replication_level",
        metadata={"description": "1 described to 5 replicated with a playbook; 4 and 5 are proven, nothing else is."},
    )
    strongest_design = fields.Enum(
        Design, by_value=True, allow_none=True, metadata={"description": "Of the claims that have a direction."}
    )
    evidence = fields.List(fields.Nested(EvidenceSchema))
    standards = fields.List(fields.Nested(StandardStateSchema))
    adoptions = fields.List(fields.Nested(CountSchema))
    sources = fields.List(fields.Nested(SourceSchema))


class ToolPageSchema(PageAnswer):
    """A page of tools."""

    items = fields.List(fields.Nested(ToolSchema))
