"""Saved searches, and which tools their owners were told of."""

from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.db import Code, Document, Key, Model, Moment, Name, enumerated
from registry.rules.words import Frequency


class SavedSearch(Model):
    """A search that somebody gave a name. What it finds is asked anew each time, as whoever asks then."""

    __tablename__ = "saved_search"
    __table_args__ = (UniqueConstraint("person_id", "digest"),)
    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[Name]
    text: Mapped[str] = mapped_column(String(200))
    filters: Mapped[dict[str, Any]] = mapped_column(Document)  # code -> values
    sort: Mapped[Code]
    exact: Mapped[bool]
    digest: Mapped[str] = mapped_column(String(64))  # of what is asked: nobody saves the same search twice
    frequency: Mapped[Frequency] = mapped_column(enumerated(Frequency))
    known: Mapped[list[int]] = mapped_column(Document)  # the tools it found when it was saved: no news
    saved_at: Mapped[Moment]
    share_code: Mapped[str | None] = mapped_column(String(32), unique=True)
    feed_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    feed_made_at: Mapped[Moment | None]


class SavedMatch(Model):
    """A tool that a saved search came to find. One row for each search and tool, whatever the version: told of once."""

    __tablename__ = "saved_match"
    saved_search_id: Mapped[int] = mapped_column(ForeignKey("saved_search.id"), primary_key=True)
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), primary_key=True)
    found_at: Mapped[Moment]
    notice_key: Mapped[Name] = mapped_column(index=True)  # the mail that tells of it
