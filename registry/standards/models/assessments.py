"""Where tools and adoptions stand with standards: assessments, sign-offs and exemptions."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.core.db import Address, Key, Model, Moment, Name, Prose, enumerated
from registry.rules.lifecycles import ExemptionState
from registry.rules.words import Compliance, Standing
from registry.standards.models.library import Requirement, StandardVersion


class Assessment(Model):
    """Where a tool, or one adoption of it, stands with a standard. Never updated: a later row corrects or renews it."""

    __tablename__ = "assessment"
    __table_args__ = (
        CheckConstraint("expires_on IS NULL OR expires_on >= happened_on", name="expiry_after"),
        CheckConstraint("compliance <> 'met' OR proof IS NOT NULL", name="met_has_proof"),
    )
    id: Mapped[Key]
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    adoption_id: Mapped[int | None] = mapped_column(ForeignKey("adoption.id"), index=True)  # nothing: the tool itself
    version_id: Mapped[int] = mapped_column(ForeignKey("standard_version.id"), index=True)
    compliance: Mapped[Compliance] = mapped_column(
        enumerated(Compliance)
    )  # as the answers make it, by the printed rule
    proof: Mapped[Prose | None]
    proof_url: Mapped[Address | None]
    assessor_role: Mapped[Name]
    happened_on: Mapped[date]
    expires_on: Mapped[date | None]
    exempt_until: Mapped[date | None]  # the last day of the exemptions that it rests on
    standing: Mapped[Standing] = mapped_column(enumerated(Standing))
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("assessment.id"), unique=True)
    synthetic: Mapped[bool] = mapped_column(default=False)
    version: Mapped[StandardVersion] = relationship(lazy="raise")
    answers: Mapped[list["AssessmentAnswer"]] = relationship(lazy="raise", order_by="AssessmentAnswer.id")
    signoff: Mapped["SignOff | None"] = relationship(lazy="raise")

    @property
    def holds_until(self) -> date | None:
        """The last day on which it stands as it was stated: its own, or that of an exemption that ends before."""
        return min((day for day in (self.expires_on, self.exempt_until) if day), default=None)


class AssessmentAnswer(Model):
    """What an assessment says of one requirement."""

    __tablename__ = "assessment_answer"
    __table_args__ = (UniqueConstraint("assessment_id", "requirement_id"),)
    id: Mapped[Key]
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"))
    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirement.id"), index=True)
    compliance: Mapped[Compliance] = mapped_column(enumerated(Compliance))
    proof: Mapped[Prose | None]
    exemption_id: Mapped[int | None] = mapped_column(ForeignKey("exemption.id"))
    requirement: Mapped[Requirement] = relationship(lazy="raise")


class SignOff(Model):
    """An assurer signed an assessment, or sent it back; whoever made it cannot."""

    __tablename__ = "sign_off"
    id: Mapped[Key]
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"), unique=True)
    signed: Mapped[bool]
    role: Mapped[Name]
    note: Mapped[Prose | None]
    releases_proof: Mapped[bool] = mapped_column(default=False)  # the proof may be read by all who may read the thing
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Exemption(Model):
    """A requirement that need not be met until a day, for a reason that everybody may read."""

    __tablename__ = "exemption"
    __table_args__ = (
        CheckConstraint("state <> 'approved' OR decided_at IS NOT NULL", name="approved_when"),
        Index(
            "uq_exemption_open_tool",
            "tool_id",
            "requirement_id",
            unique=True,
            sqlite_where=text("state = 'asked' AND adoption_id IS NULL"),
            postgresql_where=text("state = 'asked' AND adoption_id IS NULL"),
        ),
        Index(
            "uq_exemption_open_adoption",
            "adoption_id",
            "requirement_id",
            unique=True,
            sqlite_where=text("state = 'asked' AND adoption_id IS NOT NULL"),
            postgresql_where=text("state = 'asked' AND adoption_id IS NOT NULL"),
        ),
    )
    id: Mapped[Key]
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    adoption_id: Mapped[int | None] = mapped_column(ForeignKey("adoption.id"), index=True)
    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirement.id"), index=True)
    reason: Mapped[Prose]
    expires_on: Mapped[date]
    state: Mapped[ExemptionState] = mapped_column(enumerated(ExemptionState))
    asked_at: Mapped[Moment]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[Moment | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_role: Mapped[Name | None]
    note: Mapped[Prose | None]  # why it was refused
    requirement: Mapped[Requirement] = relationship(lazy="raise")
