"""Boards and what they decided, as the API sends them."""

from typing import Any

from marshmallow import fields

from registry.api.schemas.base import Answer, PageAnswer, Reference, code, text, text_or_none
from registry.api.schemas.names import ToolNameSchema
from registry.api.schemas.organisations import OrganisationNameSchema
from registry.rules.lifecycles import Outcome, TaskState


class BoardNameSchema(Answer):
    """A board by name and address."""

    slug = text()
    name = text()
    url = Reference("api.board", attribute="slug")


class BoardSchema(BoardNameSchema):
    """A national, regional or force board that considers tools."""

    page = Reference("governance.board", attribute="slug")
    organisation = fields.Nested(OrganisationNameSchema)
    remit = text()
    synthetic = fields.Boolean(metadata={"description": "Invented, for demonstration."})


class TaskSchema(Answer):
    """What a decision asks for."""

    words = text()
    state = code(TaskState)


class ConditionSchema(TaskSchema):
    """What a decision asks for before or while a tool is used."""

    organisation = text_or_none("Whom it is addressed to; null for every adopter.", attribute="organisation.name")
    blocking = fields.Boolean(metadata={"description": "Whether it stands before the stage that it names."})
    due_on = fields.Date(allow_none=True)


class ActionSchema(TaskSchema):
    """Something that somebody is to do after a decision."""

    organisation = text("Who is to do it.", attribute="organisation.name")
    owner_role = text("In which role.")
    due_on = fields.Date()


class DecisionSchema(Answer):
    """What a board decided on a case about a tool."""

    tool = fields.Nested(ToolNameSchema, attribute="case.tool")
    question = text("What the board was asked.", attribute="case.question")
    outcome = code(Outcome)
    rationale = text()
    decided_on = fields.Date(attribute="happened_on")
    bring_back_on = fields.Date(allow_none=True)
    conditions = fields.List(fields.Nested(ConditionSchema))
    actions = fields.List(fields.Nested(ActionSchema))


class DecisionPageSchema(PageAnswer):
    """A page of decisions."""

    items = fields.List(fields.Nested(DecisionSchema))


class BoardWholeSchema(BoardSchema):
    """A board with the newest of its decisions on tools that you may read."""

    decisions = fields.Nested(DecisionPageSchema)

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        """All but the decisions and the organisation behind it is the board's own."""
        return super().get_attribute(obj if attr == "decisions" else obj.board, attr, default)


class BoardPageSchema(PageAnswer):
    """A page of boards."""

    items = fields.List(fields.Nested(BoardSchema))
