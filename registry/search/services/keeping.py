"""Building the index, keeping it in step with the events, and mending it.

The database is the truth. None of this changes it, and all of it may be repeated.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import structlog

from registry.core.db import db
from registry.core.progress import SILENT, Progress, tracked
from registry.search.index import reader
from registry.search.index.backends import backend
from registry.search.index.layout import Document
from registry.search.index.notes import Busy, Damaged
from registry.search.queries import documents

PART = 5_000  # tools written at once: what a build that is stopped may have to write again
MOST = 5_000  # tools changed at once: beyond that a new build is quicker, and reads go on beside it

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Report:
    """How the index compares with the database."""

    readable: bool
    behind: int  # events not yet taken in
    missing: frozenset[int] = frozenset()  # tools that should be found and cannot
    left_over: frozenset[int] = frozenset()  # tools that are found and should not

    @property
    def well(self) -> bool:
        """Whether nothing needs mending."""
        return self.readable and not (self.behind or self.missing or self.left_over)


def rebuild(progress: Progress = SILENT) -> int:
    """Build the whole index beside the one that answers, then exchange them; returns how many tools it holds.

    A build that was stopped goes on where it was; what has changed since it began is taken in at its end.
    """
    with backend().alone(wait=True):
        return _rebuild(progress)


def prepare(progress: Progress = SILENT) -> int:
    """Build the whole index at a set-up; one that other machines share is only brought up to date, if it answers."""
    return catch_up(progress) if backend().SHARED else rebuild(progress)


def catch_up(progress: Progress = SILENT) -> int:
    """Take in the events since the last time; returns how many tools were put in or taken out.

    A missing or unreadable index is built anew. When another process is at it, nothing is done.
    """
    if _in_step():
        return 0
    try:
        with backend().alone():
            return _catch_up(progress)
    except Busy:
        return 0


def check(mend: bool = False) -> Report:
    """Compare the index with the database, tool by tool; with `mend`, build it anew when they differ."""
    _newest()
    report = _compared()
    if mend and not report.well:
        log.warning("index-mended", missing=len(report.missing), left_over=len(report.left_over), behind=report.behind)
        rebuild()
    return report


def _compared() -> Report:
    upto = documents.head()
    try:
        found = reader.current().living()
    except reader.Unavailable:
        return Report(readable=False, behind=upto)
    wanted = set(documents.live_ids())
    return Report(True, upto - reader.sequence(), frozenset(wanted - found), frozenset(found - wanted))


def _rebuild(progress: Progress) -> int:
    _newest()
    index = backend()
    upto, ids = documents.head(), documents.live_ids()
    stopped = index.begun(upto)
    begun = stopped or index.begin(upto)
    progress.start("Search index", len(ids))
    progress.advance(begun.count)
    left = [number for number in ids if number > begun.last]
    for start in range(0, max(len(left), 1), PART):
        part = left[start : start + PART]
        again = stopped is not None and start == 0
        begun = index.go_on(begun, _told(documents.documents(part), progress), max(part, default=begun.last), again)
    progress.finish()
    index.finish(begun)
    if stopped:
        _catch_up(SILENT)
    return len(ids)


def _told(found: Iterable[Document], progress: Progress) -> Iterator[Document]:
    for document in found:
        yield document
        progress.advance()


def _catch_up(progress: Progress) -> int:
    _newest()
    index = backend()
    pointer, upto = index.pointer(), documents.head()
    if pointer is None or not _readable() or upto < pointer.sequence:
        return _rebuild(progress)
    if upto == pointer.sequence:
        return 0
    changed, shared = documents.touched(pointer.sequence, upto)
    if shared or len(changed) > MOST:
        return _rebuild(progress)
    found = list(tracked(documents.documents(sorted(changed)), progress, "Search index", len(changed)))
    gone = changed - {document.id for document in found}
    try:
        index.update(pointer, found, gone, upto)
    except Damaged:
        log.exception("index-damaged")
        return _rebuild(progress)
    return len(changed)


def _in_step() -> bool:
    """Whether there is nothing to take in: the lock is not asked for to find out, for mostly there is not."""
    _newest()
    pointer = backend().pointer()
    return pointer is not None and pointer.sequence == documents.head() and _readable()


def _readable() -> bool:
    try:
        reader.current()
    except reader.Unavailable:
        return False
    return True


def _newest() -> None:
    """End the read that may be open, so that what other processes have written since is seen."""
    db.session.rollback()
