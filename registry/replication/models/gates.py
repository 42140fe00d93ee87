"""The gates of forces, and what adoptions have of their documents and decisions."""

from datetime import date

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.db import Address, Code, Data, Key, Model, Moment, Name, Prose


class ForceGate(Model):
    """A gate as a force took it up: who decides there, what it completed itself, which documents it asks for.

    Rows are never changed; the next one takes the place of the one before.
    """

    __tablename__ = "force_gate"
    __table_args__ = (
        Index(
            "uq_force_gate_present",
            "organisation_id",
            "gate",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    gate: Mapped[Code]
    decision_maker: Mapped[Name]
    objective: Mapped[Prose | None]
    question: Mapped[Prose | None]
    advice: Mapped[Prose | None]
    documents: Mapped[Data]  # listed, in their order: code, title and whether it is mandatory
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[Moment | None]


class GatePaper(Model):
    """A document of a gate that an adoption has: a reference, an address, or a file beneath it."""

    __tablename__ = "gate_paper"
    id: Mapped[Key]
    adoption_id: Mapped[int] = mapped_column(ForeignKey("adoption.id"), index=True)
    gate: Mapped[Code]
    document: Mapped[Code]
    reference: Mapped[Prose | None]
    url: Mapped[Address | None]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class GateDecision(Model):
    """What a force's decision maker decided at a gate. The newest holds."""

    __tablename__ = "gate_decision"
    id: Mapped[Key]
    adoption_id: Mapped[int] = mapped_column(ForeignKey("adoption.id"), index=True)
    gate: Mapped[Code]
    outcome: Mapped[Code]  # proceed, not-yet or stop
    role: Mapped[Name]
    reference: Mapped[Name]
    reason: Mapped[Prose | None]
    happened_on: Mapped[date]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
