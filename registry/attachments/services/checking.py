"""Comparing the store with the rows: what is missing, what was altered, what no row refers to any more."""

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select

from registry.attachments.models import Attachment
from registry.attachments.services.blobs import Store
from registry.attachments.services.storing import one_at_a_time
from registry.core import clock
from registry.core.commands import transaction
from registry.core.db import db
from registry.core.progress import SILENT, Progress

OLD_ENOUGH = timedelta(days=1)  # what an action that is still running has just stored is not left over


@dataclass
class Report:
    """How the store compares with the rows; each by digest."""

    well: int = 0
    missing: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)
    unreferenced: list[str] = field(default_factory=list)
    swept: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether every file that somebody could ask for is there as it was stored."""
        return not (self.missing or self.altered)


def check(store: Store, *, sweep: bool = False, progress: Progress = SILENT) -> Report:
    """Read every file that a row refers to; with `sweep`, delete what none has referred to for a day."""
    wanted = _wanted()
    there = {blob.digest: blob for blob in store.blobs()}
    report = Report(unreferenced=sorted(set(there) - set(wanted)))
    progress.start("Files", len(wanted))
    for digest in wanted:
        content = store.found(digest)
        if content is None:
            report.missing.append(digest)
        elif hashlib.sha256(content).hexdigest() != digest:
            report.altered.append(digest)
        else:
            report.well += 1
        progress.advance()
    progress.finish()
    before = clock.now() - OLD_ENOUGH
    for digest in report.unreferenced if sweep else ():
        written_at = there[digest].written_at
        if written_at is not None and written_at < before and _swept(store, digest):
            report.swept.append(digest)
    return report


def _swept(store: Store, digest: str) -> bool:
    """Delete bytes unless somebody has referred to them meanwhile."""
    with transaction():
        one_at_a_time(digest)
        if db.session.scalar(select(Attachment.id).where(Attachment.sha256 == digest).limit(1)) is not None:
            return False
        store.remove(digest)
        return True


def _wanted() -> list[str]:
    """The digests that rows refer to, each once. A withdrawn file is kept: it may have to be looked at, or redacted."""
    digests = select(Attachment.sha256).where(Attachment.redacted_at.is_(None)).distinct()
    return list(db.session.scalars(digests.order_by(Attachment.sha256)))
