"""Needs: problems that forces posted without a tool, who has them too, and the tools that may answer them."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.db import Code, Key, Model, Moment, Name, Prose, enumerated
from registry.rules.lifecycles import NeedState
from registry.rules.words import Visibility


class Need(Model):
    """A problem that an organisation has and knows no tool for."""

    __tablename__ = "need"
    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    posted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    title: Mapped[Name]
    words: Mapped[Prose]
    tried: Mapped[Prose | None]
    visibility: Mapped[Visibility] = mapped_column(enumerated(Visibility))
    state: Mapped[NeedState] = mapped_column(enumerated(NeedState), index=True)
    posted_at: Mapped[Moment]
    settled_at: Mapped[Moment | None]
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("tool.id"))
    synthetic: Mapped[bool] = mapped_column(default=False)


class NeedProblem(Model):
    """A problem of the vocabulary that a need is filed under."""

    __tablename__ = "need_problem"
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), primary_key=True)
    code: Mapped[Code] = mapped_column(primary_key=True)


class NeedSupport(Model):
    """Another organisation that has the same problem."""

    __tablename__ = "need_support"
    __table_args__ = (UniqueConstraint("need_id", "organisation_id"),)
    id: Mapped[Key]
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    supported_at: Mapped[Moment]


class NeedMatch(Model):
    """A tool that may answer a need: found by its words or problems, or named by somebody."""

    __tablename__ = "need_match"
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), primary_key=True)
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), primary_key=True, index=True)
    found_at: Mapped[Moment]
    offered: Mapped[bool]  # it was there when the need was posted
    by_words: Mapped[bool]  # it says the same, and does not only help with the same problem
    named_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
