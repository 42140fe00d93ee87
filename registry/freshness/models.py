"""Links that open the page of what is due: only their hashes are kept, each with exactly what it shows."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.core.db import Code, Key, Model, Moment


class DueLink(Model):
    """A link by which what is due is confirmed once, in the name of the person who leads there.

    It is bound to that person, to the organisations of its facts and to these facts as they were. One that went to a
    team mailbox names whose mailbox it was.
    """

    __tablename__ = "due_link"
    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    mailbox_of_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    used_at: Mapped[Moment | None]
    facts: Mapped[list["DueLinkFact"]] = relationship(lazy="raise", order_by="DueLinkFact.id")


class DueLinkKey(Model):
    """The secret of a link: one is made each time its mail is sent, so that a mail sent again opens the same link."""

    __tablename__ = "due_link_key"
    id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    due_link_id: Mapped[int] = mapped_column(ForeignKey("due_link.id"), index=True)


class DueLinkFact(Model):
    """A fact that a link shows, at the revision at which it shows it."""

    __tablename__ = "due_link_fact"
    __table_args__ = (UniqueConstraint("due_link_id", "kind", "fact_id"),)
    id: Mapped[Key]
    due_link_id: Mapped[int] = mapped_column(ForeignKey("due_link.id"))
    kind: Mapped[Code]
    fact_id: Mapped[int]
    revision: Mapped[int]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
