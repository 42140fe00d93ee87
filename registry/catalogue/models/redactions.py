"""What was taken out of a record for good, and who agreed to it."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.catalogue.models.record import Tool
from registry.core.db import Code, Key, Model, Moment, Name, Prose, enumerated
from registry.rules.lifecycles import RedactionState


class Redaction(Model):
    """An assurer and the registrar together replace an answer, a file or other words by a mark, everywhere."""

    __tablename__ = "redaction"
    __table_args__ = (
        CheckConstraint("state = 'asked' OR settled_by_id IS NOT NULL", name="settled_by_somebody"),
        CheckConstraint("settled_by_id IS NULL OR settled_by_id <> asked_by_id", name="two_people"),
    )
    id: Mapped[Key]
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    subject: Mapped[Code]  # what kind of thing is redacted: answer, file, comment, reason ...
    question: Mapped[Code | None]  # of an answer
    subject_id: Mapped[int | None]  # of anything else
    label: Mapped[Name]  # how a page names it, without its words
    reason: Mapped[Prose]
    state: Mapped[RedactionState] = mapped_column(enumerated(RedactionState), default=RedactionState.ASKED)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_as: Mapped[Code]  # assurer or registrar; the other one settles it
    asked_at: Mapped[Moment]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    settled_at: Mapped[Moment | None]
    tool: Mapped[Tool] = relationship(lazy="raise")
