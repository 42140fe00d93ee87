"""What boards do."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.catalogue.models import Tool
from registry.core.db import Address, Key, Model, Moment, Name, Prose, Slug, enumerated
from registry.organisations.models import Organisation
from registry.rules.lifecycles import CaseState, Outcome, TaskState
from registry.rules.words import Role


class Board(Model):
    """A national, regional or force board that considers tools."""

    __tablename__ = "board"
    id: Mapped[Key]
    slug: Mapped[Slug]
    name: Mapped[Name]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    remit: Mapped[Prose]
    synthetic: Mapped[bool] = mapped_column(default=False)
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    seats: Mapped[list["Seat"]] = relationship(lazy="raise", back_populates="board")


class Seat(Model):
    """A person sits on a board in a role for a term."""

    __tablename__ = "seat"
    __table_args__ = (
        Index(
            "uq_seat_open",
            "board_id",
            "person_id",
            "role",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
    id: Mapped[Key]
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role] = mapped_column(enumerated(Role))
    started_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]
    board: Mapped[Board] = relationship(lazy="raise", back_populates="seats")


class Meeting(Model):
    """A board meets on a day."""

    __tablename__ = "meeting"
    __table_args__ = (UniqueConstraint("board_id", "held_on"),)
    id: Mapped[Key]
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    held_on: Mapped[date]
    title: Mapped[Name]
    board: Mapped[Board] = relationship(lazy="raise")
    items: Mapped[list["AgendaItem"]] = relationship(lazy="raise", order_by="AgendaItem.position")


class Case(Model):
    """A question about a tool that a board is to answer."""

    __tablename__ = "board_case"
    id: Mapped[Key]
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    question: Mapped[Prose]
    state: Mapped[CaseState] = mapped_column(enumerated(CaseState), index=True)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[Moment]
    board: Mapped[Board] = relationship(lazy="raise")
    tool: Mapped[Tool] = relationship(lazy="raise")
    decisions: Mapped[list["Decision"]] = relationship(lazy="raise", back_populates="case", order_by="Decision.id")


class AgendaItem(Model):
    """A case stands on a meeting's agenda."""

    __tablename__ = "agenda_item"
    __table_args__ = (UniqueConstraint("meeting_id", "case_id"),)
    id: Mapped[Key]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("board_case.id"), index=True)
    position: Mapped[int]
    case: Mapped[Case] = relationship(lazy="raise")
    meeting: Mapped[Meeting] = relationship(lazy="raise", overlaps="items")


class Decision(Model):
    """What a board decided on a case. Never changed; a later decision follows it."""

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint(
            "outcome NOT IN ('hold', 'defer', 'ask-for-evidence') OR bring_back_on IS NOT NULL", name="brought_back"
        ),
    )
    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(ForeignKey("board_case.id"), index=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    outcome: Mapped[Outcome] = mapped_column(enumerated(Outcome))
    rationale: Mapped[Prose]
    bring_back_on: Mapped[date | None]
    happened_on: Mapped[date]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    case: Mapped[Case] = relationship(lazy="raise", back_populates="decisions")
    conditions: Mapped[list["Condition"]] = relationship(lazy="raise", back_populates="decision")
    actions: Mapped[list["Action"]] = relationship(lazy="raise", back_populates="decision")


class Condition(Model):
    """What a decision asks for before or while a tool is used; a blocking one places a hold."""

    __tablename__ = "condition"
    id: Mapped[Key]
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)  # none: all adopters
    words: Mapped[Prose]
    blocking: Mapped[bool]
    due_on: Mapped[date | None]
    state: Mapped[TaskState] = mapped_column(enumerated(TaskState))
    proof: Mapped[Address | None]
    completed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    hold_id: Mapped[int | None] = mapped_column(ForeignKey("hold.id"))
    decision: Mapped[Decision] = relationship(lazy="raise", back_populates="conditions")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")


class ConditionBinding(Model):
    """An organisation's lead accepted another board's condition, so it binds that organisation."""

    __tablename__ = "condition_binding"
    __table_args__ = (UniqueConstraint("condition_id", "organisation_id"),)
    id: Mapped[Key]
    condition_id: Mapped[int] = mapped_column(ForeignKey("condition.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    hold_id: Mapped[int] = mapped_column(ForeignKey("hold.id"))
    accepted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    accepted_at: Mapped[Moment]


class Action(Model):
    """Something that somebody is to do after a decision, by a day."""

    __tablename__ = "action"
    id: Mapped[Key]
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    owner_role: Mapped[Name]
    words: Mapped[Prose]
    due_on: Mapped[date]
    state: Mapped[TaskState] = mapped_column(enumerated(TaskState))
    proof: Mapped[Address | None]
    completed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decision: Mapped[Decision] = relationship(lazy="raise", back_populates="actions")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
