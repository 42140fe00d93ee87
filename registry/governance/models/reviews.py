"""Records on their way through a review, and the interests that keep reviewers away from them."""

from datetime import date

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.catalogue.models import Tool
from registry.core.db import Key, Model, Moment, Prose


class Review(Model):
    """A record on its way from its first submission to its settlement, over as many rounds as it takes."""

    __tablename__ = "review"
    __table_args__ = (
        Index(
            "uq_review_open",
            "tool_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )
    id: Mapped[Key]
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    opened_at: Mapped[Moment]
    submitted_at: Mapped[Moment]  # last
    rounds: Mapped[int] = mapped_column(default=1)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    assigned_at: Mapped[Moment | None]
    due_on: Mapped[date | None]  # for whoever it waits on
    closed_at: Mapped[Moment | None]
    tool: Mapped[Tool] = relationship(lazy="raise")


class Interest(Model):
    """A reviewer declares why they cannot review a record. Ended, not deleted."""

    __tablename__ = "interest"
    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    reason: Mapped[Prose]
    declared_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]
