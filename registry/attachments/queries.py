"""Files beneath their parents. Who may see a parent may see its files: the parent's own slice asks for them."""

from collections.abc import Iterable

from sqlalchemy import select

from registry.attachments.models import Attachment
from registry.core.db import db
from registry.core.errors import NotFound


def files_of(parents: Iterable[str]) -> dict[str, list[Attachment]]:
    """The files beneath each of these parents that were not withdrawn, oldest first: one statement.

    A redacted one is among them, as a mark: it has no bytes and no name of its own.
    """
    wanted = list(parents)
    found: dict[str, list[Attachment]] = {}
    if wanted:
        there = select(Attachment).where(Attachment.parent.in_(wanted), Attachment.withdrawn_at.is_(None))
        for file in db.session.scalars(there.order_by(Attachment.id)):
            found.setdefault(file.parent, []).append(file)
    return found


def file(parent: str, attachment_id: int) -> Attachment:
    """One file beneath this parent. Raises NotFound when it is not there."""
    found = db.session.get(Attachment, attachment_id)
    if found is None or found.parent != parent:
        raise NotFound("There is no such file, or it is not shared with you.")
    return found
