"""A stored file: the bytes lie in a folder under their own digest, the row says what they are."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.db import Key, Model, Moment, Name


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
