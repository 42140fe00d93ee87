"""The rules that a record is held against before it is submitted; each is data, and each change of one is kept."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.db import Code, Key, Model, Moment, Name, Prose, Slug, enumerated
from registry.rules.words import Severity


class Precheck(Model):
    """One rule: a record for which the expression holds is found fault with, to this degree."""

    __tablename__ = "precheck"
    id: Mapped[Key]
    code: Mapped[Slug]
    title: Mapped[Name]
    severity: Mapped[Severity] = mapped_column(enumerated(Severity))
    expression: Mapped[str] = mapped_column(String(500))
    fix: Mapped[Prose]
    question: Mapped[Code | None]  # the answer to mend
    active: Mapped[bool]
    position: Mapped[int]
    revision: Mapped[int] = mapped_column(default=1)


class PrecheckChange(Model):
    """A rule as it stood after a change of it: who made it, and when."""

    __tablename__ = "precheck_change"
    id: Mapped[Key]
    precheck_id: Mapped[int] = mapped_column(ForeignKey("precheck.id"), index=True)
    verb: Mapped[Code]
    title: Mapped[Name]
    severity: Mapped[Severity] = mapped_column(enumerated(Severity))
    expression: Mapped[str] = mapped_column(String(500))
    fix: Mapped[Prose]
    active: Mapped[bool]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
