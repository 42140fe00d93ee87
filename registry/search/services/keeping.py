"""Building the index, keeping it in step with the events, and mending it.

The database is the truth. None of this changes it, and all of it may be repeated.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import structlog

from registry.core.db import db
from registry.core.progress import SILENT, Progress, tracked
from registry.search.index import reader
from registry.search.index.backends import backend
from registry.search.index.layout import Document
from registry.search.index.notes import Busy, Damaged, Pointer
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
    differing: frozenset[int] = frozenset()  # tools of which it holds another owner, release or date

    @property
    def wrong(self) -> frozenset[int]:
        """The tools that need mending."""
        return self.missing | self.left_over | self.differing

    @property
    def well(self) -> bool:
        """Whether nothing needs mending."""
        return self.readable and not (self.behind or self.wrong)


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
        _warn(report)
        rebuild()
    return report


def look_after() -> int:
    """Compare the index with the database and mend it tool by tool; returns how many were put in or taken out.

    For the worker's timer: it costs two reads however many tools there are, and a new build only where there is no
    other way. When another process is at it, nothing is done.
    """
    try:
        with backend().alone():
            return _catch_up(SILENT) + _mended()
    except Busy:
        return 0


def _compared() -> Report:
    wanted = documents.live()
    upto = documents.head()  # after the tools: what came to them meanwhile shows as being behind, and not as a fault
    try:
        found = reader.current().living()
    except reader.Unavailable:
        return Report(readable=False, behind=upto)
    missing, left_over = frozenset(wanted.keys() - found.keys()), frozenset(found.keys() - wanted.keys())
    differing = frozenset(number for number in wanted.keys() & found.keys() if wanted[number] != found[number])
    return Report(True, upto - reader.sequence(), missing, left_over, differing)


def _mended() -> int:
    """Put right what differs in an index that is up to date; with much of it, or little left, build it anew."""
    _newest()
    report, pointer = _compared(), backend().pointer()
    if pointer is None or not report.readable or len(report.wrong) > MOST:
        return _rebuild(SILENT)
    if report.behind or not report.wrong:
        return 0
    _warn(report)
    return _take_in(pointer, report.wrong, pointer.sequence, SILENT)


def _warn(report: Report) -> None:
    told = {"missing": report.missing, "left_over": report.left_over, "differing": report.differing}
    log.warning("index-mended", behind=report.behind, **{name: len(some) for name, some in told.items()})


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
    pointer, upto = backend().pointer(), documents.head()
    if pointer is None or not _readable() or upto < pointer.sequence:
        return _rebuild(progress)
    if upto == pointer.sequence:
        return 0
    changed, shared = documents.touched(pointer.sequence, upto)
    if shared or len(changed) > MOST:
        return _rebuild(progress)
    return _take_in(pointer, changed, upto, progress)


def _take_in(pointer: Pointer, changed: Collection[int], upto: int, progress: Progress) -> int:
    """Write these tools as they now are, or take them out; what cannot be written to is built anew."""
    found = list(tracked(documents.documents(sorted(changed)), progress, "Search index", len(changed)))
    gone = set(changed) - {document.id for document in found}
    try:
        backend().update(pointer, found, gone, upto)
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
