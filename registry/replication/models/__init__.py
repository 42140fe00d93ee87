"""Adoptions, their stage events, barriers, holds and enquiries.

Stage events are only ever added. An adoption's own columns are projected from its events, so that lists
and the matrix need not read them.
"""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.catalogue.models import Tool
from registry.core.db import Address, Code, Data, Key, Model, Moment, Name, Prose, Slug, enumerated
from registry.organisations.models import Organisation
from registry.replication.models.gates import ForceGate, GateDecision, GatePaper
from registry.rules.lifecycles import Stage
from registry.rules.words import Precision, Standing, Visibility

__all__ = [
    "Adoption",
    "Barrier",
    "BarrierMet",
    "Enquiry",
    "ForceGate",
    "GateDecision",
    "GatePaper",
    "Hold",
    "SafetyNotice",
    "SafetyReceipt",
    "StageBarrier",
    "StageEvent",
    "StageTerm",
]


class Barrier(Model):
    """A coded reason for not going on."""

    __tablename__ = "barrier"
    id: Mapped[Key]
    code: Mapped[Slug]
    label: Mapped[Name]
    definition: Mapped[Prose]
    position: Mapped[int]


class StageTerm(Model):
    """How many days a confirmation of an adoption at a stage holds; a stage without a row has the usual term."""

    __tablename__ = "stage_term"
    stage: Mapped[Stage] = mapped_column(enumerated(Stage), primary_key=True)
    days: Mapped[int]
    changed_at: Mapped[Moment]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Adoption(Model):
    """One tool at one organisation. Starting again after an end is a new episode beside the old one."""

    __tablename__ = "adoption"
    __table_args__ = (
        UniqueConstraint("tool_id", "organisation_id", "episode"),
        CheckConstraint("standing <> 'confirmed' OR confirmed_at IS NOT NULL", name="confirmed_when"),
        CheckConstraint(
            "stage <> 'paused' OR paused_from IS NOT NULL OR standing IN ('reported', 'disputed')", name="paused_from"
        ),
        Index(
            "uq_adoption_current",
            "tool_id",
            "organisation_id",
            unique=True,
            sqlite_where=text("is_current"),
            postgresql_where=text("is_current"),
        ),
        Index(  # all that counts and orders need of the present ones
            "ix_adoption_present",
            *("tool_id", "organisation_id", "stage", "standing", "expires_on", "visibility", "synthetic", "since"),
            sqlite_where=text("is_current = 1"),
            postgresql_where=text("is_current"),
        ),
        Index(  # what was started again
            "ix_adoption_again",
            "tool_id",
            "organisation_id",
            "episode",
            sqlite_where=text("episode > 1"),
            postgresql_where=text("episode > 1"),
        ),
        Index(  # the newest of the real ones, for the front page
            "ix_adoption_real_since",
            "since",
            "id",
            sqlite_where=text("is_current IS 1 AND synthetic IS 0"),
            postgresql_where=text("is_current IS true AND synthetic IS false"),
        ),
    )
    id: Mapped[Key]
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    episode: Mapped[int] = mapped_column(default=1)
    is_current: Mapped[bool] = mapped_column(default=True)
    stage: Mapped[Stage] = mapped_column(enumerated(Stage), index=True)
    paused_from: Mapped[Stage | None] = mapped_column(enumerated(Stage, "paused_stage"))
    since: Mapped[date | None]  # when the present stage was reached
    since_precision: Mapped[Precision | None] = mapped_column(enumerated(Precision))
    standing: Mapped[Standing] = mapped_column(enumerated(Standing), index=True)
    confirmed_at: Mapped[Moment | None]
    expires_on: Mapped[date | None] = mapped_column(index=True)  # a confirmed row past this day reads unconfirmed
    visibility: Mapped[Visibility] = mapped_column(enumerated(Visibility), default=Visibility.POLICING)
    changed_at: Mapped[Moment] = mapped_column(index=True)
    revision: Mapped[int] = mapped_column(default=1)
    synthetic: Mapped[bool] = mapped_column(default=False)
    tool: Mapped[Tool] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    events: Mapped[list["StageEvent"]] = relationship(
        lazy="raise", back_populates="adoption", order_by="StageEvent.id", foreign_keys="StageEvent.adoption_id"
    )


class StageEvent(Model):
    """What was asserted of an adoption: when it happened, when it was recorded, on whose word and what proof."""

    __tablename__ = "stage_event"
    __table_args__ = (
        CheckConstraint("standing <> 'reported' OR source IS NOT NULL", name="reported_has_source"),
        CheckConstraint("verb <> 'correct' OR corrects_id IS NOT NULL", name="correct_names_wrong"),
        Index("ix_stage_event_adoption_id", "adoption_id", "happened_on", "recorded_at"),
    )
    id: Mapped[Key]
    adoption_id: Mapped[int] = mapped_column(ForeignKey("adoption.id"))
    verb: Mapped[Code]
    stage: Mapped[Stage] = mapped_column(enumerated(Stage))
    happened_on: Mapped[date | None]
    precision: Mapped[Precision | None] = mapped_column(enumerated(Precision))
    happened_by: Mapped[bool] = mapped_column(default=False)  # it had happened by that date, not on it
    recorded_at: Mapped[Moment] = mapped_column(index=True)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    sent_to: Mapped[Code | None]  # confirmed by link: to whose mailbox it was sent
    standing: Mapped[Standing] = mapped_column(enumerated(Standing))
    expires_on: Mapped[date | None]  # the last day on which this confirmation holds; none: 180 days
    proof: Mapped[Data]
    reason: Mapped[Prose | None]
    source: Mapped[Address | None]
    source_url: Mapped[Address | None]
    source_words: Mapped[Prose | None]  # in quotation marks where they are the source's own, else ours about it
    source_dated: Mapped[Code | None]  # as the source dates itself
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("stage_event.id"), unique=True)
    past_hold_id: Mapped[int | None] = mapped_column(ForeignKey("hold.id"))  # went live although this hold was open
    replaced_by_tool_id: Mapped[int | None] = mapped_column(ForeignKey("tool.id"))
    adoption: Mapped[Adoption] = relationship(lazy="raise", back_populates="events", foreign_keys=[adoption_id])
    barriers: Mapped[list["StageBarrier"]] = relationship(lazy="raise")


class StageBarrier(Model):
    """A barrier named on a stage event."""

    __tablename__ = "stage_barrier"
    stage_event_id: Mapped[int] = mapped_column(ForeignKey("stage_event.id"), primary_key=True)
    barrier_id: Mapped[int] = mapped_column(ForeignKey("barrier.id"), primary_key=True)
    barrier: Mapped[Barrier] = relationship(lazy="raise")


class BarrierMet(Model):
    """A barrier that an organisation met with a tool while it went along: who sees to it, and how it was got past.

    It hangs on tool and organisation, and is read by whoever may read the organisation's present adoption of the tool.
    """

    __tablename__ = "barrier_met"
    __table_args__ = (
        CheckConstraint("resolved_at IS NULL OR resolved_on IS NOT NULL", name="resolved_when"),
        Index(
            "uq_barrier_met_open",
            "tool_id",
            "organisation_id",
            "barrier_id",
            unique=True,
            sqlite_where=text("resolved_at IS NULL"),
            postgresql_where=text("resolved_at IS NULL"),
        ),
    )
    id: Mapped[Key]
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    barrier_id: Mapped[int] = mapped_column(ForeignKey("barrier.id"), index=True)
    stage: Mapped[Stage] = mapped_column(enumerated(Stage))  # where the adoption stood then
    note: Mapped[Prose | None]
    opened_on: Mapped[date]
    opened_at: Mapped[Moment]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)  # who sees to it
    owner_role: Mapped[Name | None]
    resolved_on: Mapped[date | None]
    resolved_at: Mapped[Moment | None]
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    how: Mapped[Prose | None]
    synthetic: Mapped[bool] = mapped_column(default=False)
    tool: Mapped[Tool] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=[organisation_id])
    owner: Mapped[Organisation | None] = relationship(lazy="raise", foreign_keys=[owner_id])
    barrier: Mapped[Barrier] = relationship(lazy="raise")


class Hold(Model):
    """Something that stands between a tool and a stage, at one organisation or at all of them.

    A binding hold refuses the move; one that does not bind is advice. Whoever places it also lifts it.
    """

    __tablename__ = "hold"
    id: Mapped[Key]
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    stage: Mapped[Stage] = mapped_column(enumerated(Stage))
    binding: Mapped[bool]
    reason: Mapped[Prose]
    document: Mapped[Code | None]  # of a gate, as gate:document, where its absence is what holds
    source_label: Mapped[Name]
    source_url: Mapped[Address]
    placed_at: Mapped[Moment]
    lifted_at: Mapped[Moment | None]


class SafetyNotice(Model):
    """A warning about a tool, which every adopter acknowledges. It is lifted with a reason, and its words stay."""

    __tablename__ = "safety_notice"
    id: Mapped[Key]
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))  # in whose name it was issued
    words: Mapped[Prose]
    visibility: Mapped[Visibility] = mapped_column(enumerated(Visibility))
    issued_at: Mapped[Moment]
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    lifted_at: Mapped[Moment | None]
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    lifted_because: Mapped[Prose | None]
    tool: Mapped[Tool] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")


class SafetyReceipt(Model):
    """An adopter that a notice reached: since when it knows, how often it was told, and whether its lead said so."""

    __tablename__ = "safety_receipt"
    __table_args__ = (UniqueConstraint("notice_id", "organisation_id"),)
    id: Mapped[Key]
    notice_id: Mapped[int] = mapped_column(ForeignKey("safety_notice.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    reached_at: Mapped[Moment]
    told: Mapped[int] = mapped_column(default=0)  # how many of the mails of a receipt were written
    acknowledged_at: Mapped[Moment | None]
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    notice: Mapped[SafetyNotice] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")


class Enquiry(Model):
    """A question from one organisation to an adopter about a tool, shown in both work lists."""

    __tablename__ = "enquiry"
    id: Mapped[Key]
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)  # who is asked
    asker_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    adoption_id: Mapped[int | None] = mapped_column(ForeignKey("adoption.id"), index=True)  # a query whether it is so
    question: Mapped[Prose]
    asked_at: Mapped[Moment]
    answer: Mapped[Prose | None]
    answered_at: Mapped[Moment | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    tool: Mapped[Tool] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=[organisation_id])
    asker: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=[asker_id])
