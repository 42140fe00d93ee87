"""Standards as the API sends them."""

from marshmallow import fields, validate

from registry.api.schemas.base import Answer, PageAnswer, PageQuestion, Reference, slug_question, text, text_or_none


class StandardNameSchema(Answer):
    """A standard by title and address."""

    code = text()
    title = text()
    url = Reference("api.standard", "code", attribute="code")


class PackSchema(Answer):
    """Standards that belong together."""

    code = text()
    title = text()


class StandardQuestion(PageQuestion):
    """Which standards."""

    pack = slug_question("Only those in the pack with this code.")


class StandardSchema(StandardNameSchema):
    """A standard, principle, guidance or law that tools are held against."""

    issuer = text()
    kind = text()
    source_url = text_or_none(attribute="url")
    shown_by = text("Who shows that it is met.")
    renewal_months = fields.Integer(allow_none=True)
    renewal = text_or_none("When an assessment is to be renewed, in words.")
    applies_when = fields.List(
        fields.String(), metadata={"description": "Any of these conditions; always for every tool."}
    )
    judged_on = fields.String(
        validate=validate.OneOf(["tool", "adoption"]),
        metadata={"description": "Whether the tool is judged once, or each force's use of it."},
    )
    core = fields.Boolean(metadata={"description": "Whether every tool's page shows it."})
    packs = fields.List(fields.Nested(PackSchema))
    verified = fields.Boolean(metadata={"description": "Whether the entry was read in its source."})
    unverified_fields = fields.List(
        fields.String(),
        attribute="memory_fields",
        metadata={"description": "What of a verified entry rests on general knowledge."},
    )
    source = text_or_none()


class RequirementSchema(Answer):
    """One thing that a version of a standard asks for, in the register's words."""

    code = text()
    text = text()


class StandardVersionSchema(Answer):
    """One version of a standard."""

    label = text()
    published_on = text_or_none("As exactly as it is known.")
    source = text_or_none("Where the version can be read.")
    note = text_or_none("What changed.")
    exemption_office = text("Which office approves exemptions: assurer or registrar.", attribute="exempted_by")
    requirements = fields.List(fields.Nested(RequirementSchema))


class StandardWholeSchema(StandardSchema):
    """A standard with its versions, the current one last."""

    versions = fields.List(fields.Nested(StandardVersionSchema))


class StandardPageSchema(PageAnswer):
    """A page of standards."""

    items = fields.List(fields.Nested(StandardSchema))
