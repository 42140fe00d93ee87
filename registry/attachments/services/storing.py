"""Keeping files beneath their parents, giving them back, and taking them away for good."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, func, select, text

from registry.attachments.models import Attachment, AttachmentText
from registry.attachments.services.blobs import Store
from registry.attachments.services.examining import Examined
from registry.core import clock
from registry.core.db import db
from registry.core.errors import Invalid, NotFound, Withdrawn
from registry.rules.words import Visibility

REDACTED = "Redacted file"
TAKEN_OUT = "This file was taken out of the record for good. What it said is not kept."


@dataclass(frozen=True)
class Keeping:
    """How files are kept here: the store's address, the largest file, and the folder in which reading takes turns."""

    url: str
    limit: int
    turns: Path

    @property
    def store(self) -> Store:
        """The store."""
        return Store(self.url)


def keep(
    store: Store,
    parent: str,
    file: Examined,
    *,
    actor_id: int,
    purpose: str | None = None,
    visibility: Visibility = Visibility.POLICING,
) -> Attachment:
    """Keep an examined file beneath its parent. Authorises nobody; runs inside a command.

    Raises Invalid when the same file lies beneath the same parent already.
    """
    digest = hashlib.sha256(file.content).hexdigest()
    one_at_a_time(digest)
    _refuse_second(parent, digest, file.name)
    store.put(file.content)
    attachment = Attachment(
        parent=parent,
        name=file.name,
        media_type=file.media_type,
        size=len(file.content),
        sha256=digest,
        uploaded_by_id=actor_id,
        uploaded_at=clock.now(),
        purpose=purpose,
        visibility=visibility,
        unsearchable=file.unsearchable,
    )
    db.session.add(attachment)
    db.session.flush()
    if file.text:
        db.session.add(AttachmentText(attachment_id=attachment.id, text=file.text))
        db.session.flush()
    return attachment


def read(store: Store, attachment: Attachment) -> bytes:
    """The bytes of a file. Raises Withdrawn for a redacted one, NotFound when they are not what was stored."""
    if attachment.redacted_at is not None:
        raise Withdrawn(TAKEN_OUT)
    if attachment.withdrawn_at is not None:
        raise NotFound("There is no such file, or it is not shared with you.")
    return store.get(attachment.sha256)


def redact(store: Store, attachment: Attachment) -> None:
    """Take a file away for good: its bytes, unless another file not redacted has the same; its text, its name.

    The row stays, so that versions and events that name it still hold. Authorises nobody; runs inside a command.
    The bytes go before the action is complete, so nothing that stops it half-way can leave them behind unnoticed.
    """
    if attachment.redacted_at is not None:
        return
    digest = attachment.sha256
    one_at_a_time(digest)
    db.session.execute(delete(AttachmentText).where(AttachmentText.attachment_id == attachment.id))
    others = select(func.count(Attachment.id)).where(
        Attachment.sha256 == digest, Attachment.redacted_at.is_(None), Attachment.id != attachment.id
    )
    shared = db.session.scalar(others)
    attachment.name = REDACTED
    attachment.redacted_at = clock.now()
    attachment.sha256 = ""
    attachment.size = 0
    attachment.unsearchable = None
    db.session.flush()
    if not shared:
        store.remove(digest)


def move_files(parent: str, other: str) -> None:
    """Put the files of one parent beneath another that takes its place. Authorises nobody; runs inside a command."""
    for file in db.session.scalars(select(Attachment).where(Attachment.parent == parent)):
        file.parent = other
    db.session.flush()


def one_at_a_time(digest: str) -> None:
    """Whoever stores or takes away the same bytes waits for the other; on SQLite there is one writer anyway."""
    if db.session.get_bind().dialect.name == "postgresql":
        key = int.from_bytes(hashlib.sha256(f"attachment:{digest}".encode()).digest()[:8], "big", signed=True)
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def _refuse_second(parent: str, digest: str, name: str) -> None:
    same = select(Attachment.id).where(
        Attachment.parent == parent,
        Attachment.sha256 == digest,
        Attachment.name == name,
        Attachment.withdrawn_at.is_(None),
        Attachment.redacted_at.is_(None),
    )
    if db.session.scalar(same.limit(1)) is not None:
        message = f'"{name}" is already there, with the same content. Leave it out, or withdraw the other first.'
        raise Invalid(message, {"file": message})
