"""Who else has to do with a record: those it is open to, those who help to write it, those it is handed to."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.catalogue.models.record import Tool
from registry.core.db import Code, Key, Model, Moment, Prose, enumerated
from registry.organisations.models import Organisation
from registry.rules.lifecycles import TransferState


class Access(Model):
    """A tool is open to a person or an organisation, with the reason and until when."""

    __tablename__ = "access"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (organisation_id IS NULL)", name="one_holder"),
        UniqueConstraint("tool_id", "person_id", "reason"),
        UniqueConstraint("tool_id", "organisation_id", "reason"),
    )
    id: Mapped[Key]
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    reason: Mapped[Code]  # named, review, collaborator or supplier
    until: Mapped[Moment | None]


class Collaborator(Model):
    """Somebody of another organisation is asked to help write a record; what opens it to them is their access."""

    __tablename__ = "collaborator"
    __table_args__ = (
        Index(
            "uq_collaborator_open",
            "tool_id",
            "email",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
    id: Mapped[Key]
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    email: Mapped[str] = mapped_column(String(254), index=True)  # lower case
    reason: Mapped[Prose]
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    invited_at: Mapped[Moment]
    expires_at: Mapped[Moment]  # of the invitation
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    accepted_at: Mapped[Moment | None]
    ended_at: Mapped[Moment | None]  # declined, withdrawn or given up
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    tool: Mapped[Tool] = relationship(lazy="raise")


class Transfer(Model):
    """An owner offers a record to another organisation, whose lead accepts or declines it before it lapses."""

    __tablename__ = "transfer"
    __table_args__ = (
        Index(
            "uq_transfer_open",
            "tool_id",
            unique=True,
            sqlite_where=text("state = 'offered'"),
            postgresql_where=text("state = 'offered'"),
        ),
        CheckConstraint("from_id <> to_id", name="not_itself"),
    )
    id: Mapped[Key]
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    state: Mapped[TransferState] = mapped_column(enumerated(TransferState), default=TransferState.OFFERED)
    reason: Mapped[Prose]
    offered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    offered_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    answer: Mapped[Prose | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[Moment | None]
    tool: Mapped[Tool] = relationship(lazy="raise")
    giver: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=[from_id])
    receiver: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=[to_id])
