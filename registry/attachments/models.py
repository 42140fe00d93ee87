"""A stored file: the bytes lie in a folder under their own digest, the row says what they are."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.db import Code, Key, Model, Moment, Name, Prose, enumerated
from registry.rules.words import Visibility


class Attachment(Model):
    """A file that somebody uploaded to a parent, such as an evidence item or a decision."""

    __tablename__ = "attachment"
    id: Mapped[Key]
    parent: Mapped[str] = mapped_column(String(40), index=True)  # as in "evidence:12"
    name: Mapped[Name]
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    uploaded_by_id: Mapped[int]
    uploaded_at: Mapped[Moment]
    purpose: Mapped[Code | None]  # what sort of paper it is, such as an evaluation report
    visibility: Mapped[Visibility] = mapped_column(enumerated(Visibility), default=Visibility.POLICING)
    unsearchable: Mapped[Code | None]  # why its text could not be read, where it could not
    withdrawn_at: Mapped[Moment | None]  # taken off the record; versions of before still name it
    redacted_at: Mapped[Moment | None]  # its bytes and text are gone


class AttachmentText(Model):
    """What a file says, kept apart so that lists of files do not carry it along."""

    __tablename__ = "attachment_text"
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"), primary_key=True)
    text: Mapped[Prose]
