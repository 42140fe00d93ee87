"""Words that stand for one another, as the registrar keeps them; and what was searched for in vain."""

from datetime import date

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.db import Code, Document, Key, Model, Moment, Name


class SynonymRing(Model):
    """A group of words and phrases: a search for one of them finds the others too, while the group is on."""

    __tablename__ = "synonym_ring"
    id: Mapped[Key]
    members: Mapped[list[str]] = mapped_column(Document)
    active: Mapped[bool]
    revision: Mapped[int] = mapped_column(default=1)


class SynonymChange(Model):
    """A group as it stood after a change of it. The newest mark of all names the whole collection as it stands."""

    __tablename__ = "synonym_change"
    id: Mapped[Key]
    ring_id: Mapped[int] = mapped_column(ForeignKey("synonym_ring.id"), index=True)
    verb: Mapped[Code]
    members: Mapped[list[str]] = mapped_column(Document)
    active: Mapped[bool]
    mark: Mapped[str] = mapped_column(String(32))  # random: the same number in another database is another collection
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class UnansweredSearch(Model):
    """How many searched for some words in vain on a day: each once, nobody is named, and nothing else kept."""

    __tablename__ = "unanswered_search"
    __table_args__ = (UniqueConstraint("day", "words"),)
    id: Mapped[Key]
    day: Mapped[date] = mapped_column(index=True)
    words: Mapped[Name]
    found_none: Mapped[int] = mapped_column(default=0)
    found_few: Mapped[int] = mapped_column(default=0)
    salt: Mapped[str | None] = mapped_column(String(32))  # of the hashes of this row alone; both go with the day
    askers: Mapped[list[str] | None] = mapped_column(Document)
