"""What a force inherits for its own assessment of a tool's use, and what it found when it looked at that."""

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.core.db import Key, Model, Moment, Prose, enumerated
from registry.rules.words import Compliance
from registry.standards.models.assessments import AssessmentAnswer
from registry.standards.models.library import Requirement


class AssessmentDraft(Model):
    """A force's draft of its own assessment against one standard, begun from what the tool's owner says.

    What is inherited stays the owner's and is read from there; only what the force made of it stands here. The draft
    ends with the assessment that it became.
    """

    __tablename__ = "assessment_draft"
    __table_args__ = (
        Index(
            "uq_assessment_draft_open",
            "tool_id",
            "organisation_id",
            "standard_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
    id: Mapped[Key]
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    standard_id: Mapped[int] = mapped_column(ForeignKey("standard.id"))
    note: Mapped[Prose | None]  # what the force said of the standard as a whole, before it was asked by requirement
    begun_at: Mapped[Moment]
    begun_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[Moment | None]
    assessment_id: Mapped[int | None] = mapped_column(ForeignKey("assessment.id"), unique=True)  # what it became
    checks: Mapped[list["DraftCheck"]] = relationship(lazy="raise", order_by="DraftCheck.id")


class DraftCheck(Model):
    """Somebody of the force looked at one requirement: this holds here. Never updated: a later row replaces it."""

    __tablename__ = "draft_check"
    __table_args__ = (
        Index(
            "uq_draft_check_standing",
            "draft_id",
            "requirement_id",
            unique=True,
            sqlite_where=text("replaced_by_id IS NULL"),
            postgresql_where=text("replaced_by_id IS NULL"),
        ),
    )
    id: Mapped[Key]
    draft_id: Mapped[int] = mapped_column(ForeignKey("assessment_draft.id"), index=True)
    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirement.id"))
    inherited_id: Mapped[int | None] = mapped_column(ForeignKey("assessment_answer.id"))  # what was looked at
    compliance: Mapped[Compliance] = mapped_column(enumerated(Compliance))
    note: Mapped[Prose | None]
    own: Mapped[bool]  # something else holds here than what was inherited
    checked_at: Mapped[Moment]
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("draft_check.id"), unique=True)
    inherited: Mapped[AssessmentAnswer | None] = relationship(lazy="raise")
    requirement: Mapped[Requirement] = relationship(lazy="raise")
