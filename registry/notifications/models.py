"""Mail to be sent, and what came of it."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.db import Address, Code, Key, Model, Moment, Name, Prose

WITHHELD = "Not sent: "  # what the error of a notice begins with that was parked because nobody may be told any more


class Notice(Model):
    """One mail to one address. Its key is unique, so that an event handled twice is told once.

    What it is about is kept beside it, because whether its reader may still know of that is asked again when it is
    sent: as the person, or as the organisation whose mailbox it goes to.
    """

    __tablename__ = "notice"
    id: Mapped[Key]
    key: Mapped[Name] = mapped_column(unique=True)
    kind: Mapped[Code]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))  # whose mailbox, or about whom
    tool_id: Mapped[int | None] = mapped_column(ForeignKey("tool.id"))
    adoption_id: Mapped[int | None] = mapped_column(ForeignKey("adoption.id"))
    collaborator_id: Mapped[int | None] = mapped_column(ForeignKey("collaborator.id"))
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"))
    due_link_id: Mapped[int | None] = mapped_column(ForeignKey("due_link.id"))
    address: Mapped[str] = mapped_column(String(254))
    subject: Mapped[Name]
    body: Mapped[Prose]
    link: Mapped[Address]
    actor: Mapped[Name]  # who did it: a role and an organisation, never a name
    reason: Mapped[Address]
    created_at: Mapped[Moment]
    sent_at: Mapped[Moment | None] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[Moment]
    last_error: Mapped[Prose | None]
    parked_at: Mapped[Moment | None]
