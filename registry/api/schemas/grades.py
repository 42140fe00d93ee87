"""Grades of a claim, as the API sends them. What is scored blind stands in none of them before it is settled."""

from marshmallow import fields

from registry.api.schemas.base import Answer, code, text, text_or_none
from registry.rules.words import Design, Direction, GradeBasis, GradeStanding, GradingCause


class GradeSchema(Answer):
    """One grade: what it is, on what it rests, and by which number of the printed rule."""

    direction = code(Direction, attribute="grade.direction")
    design = code(Design, attribute="grade.design")
    standing = code(GradeStanding, attribute="grade.standing")
    basis = code(GradeBasis, attribute="grade.basis")
    rule = fields.Integer(attribute="grade.rule")
    reasons = fields.List(fields.String())
    words = text_or_none(attribute="grade.words")
    happened_on = fields.Date(attribute="grade.happened_on")
    recorded_at = fields.DateTime(attribute="grade.recorded_at")


class ScoreSchema(Answer):
    """What one reviewer scored, under a place and not a name."""

    place = text()
    direction = code(Direction)
    design = code(Design)
    words = text()


class ReviewOfGradeSchema(Answer):
    """A review that ended with a grade, with every score in it."""

    cause = code(GradingCause, attribute="grading.cause")
    settled_on = fields.Date(attribute="grading.settled_on")
    scores = fields.List(fields.Nested(ScoreSchema))
    settled = text()


class GradesSchema(Answer):
    """The grades of one claim, newest first, and the reviews of them that are settled."""

    outcome = text(attribute="subject.claim.outcome")
    appeal_until = fields.Date(
        attribute="subject.appeal_until",
        allow_none=True,
        metadata={"description": "The last day on which the owner's or the site's lead may appeal."},
    )
    grades = fields.List(fields.Nested(GradeSchema), attribute="history")
    reviews = fields.List(fields.Nested(ReviewOfGradeSchema), attribute="rounds")
