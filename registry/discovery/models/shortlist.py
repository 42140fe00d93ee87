"""A person's shortlist."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.db import Key, Model, Moment, Prose


class ShortlistItem(Model):
    """A tool on somebody's shortlist, with what they noted of it. Seen by them alone."""

    __tablename__ = "shortlist_item"
    __table_args__ = (UniqueConstraint("person_id", "tool_id"),)
    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    position: Mapped[int]
    note: Mapped[Prose]
    added_at: Mapped[Moment]
