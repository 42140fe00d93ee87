"""What reviewers said of a record, and what was answered: each comment with what followed it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from registry.catalogue.models import ReviewStep, Revision, Tool
from registry.core.db import db

COMMENT, RESOLVE, REOPEN = "comment", "resolve", "reopen"
WORDS = ("request-changes", "not-accept")  # said of the record as a whole
ENDS = ("publish", "withdraw")  # what was said before is history


@dataclass(frozen=True)
class Thread:
    """A comment on an answer, or on the whole record, and what was answered to it, oldest first."""

    step: ReviewStep
    replies: tuple[ReviewStep, ...] = ()
    missed: bool = False  # it was open when the record was last sent in

    @property
    def open(self) -> bool:
        """Whether the reviewer still waits for something."""
        return self.step.resolved_at is None

    @property
    def revision(self) -> int:
        """The revision that it was last said of."""
        return max([self.step.revision, *(reply.revision for reply in self.replies if reply.verb == REOPEN)])


def threads(history: Sequence[ReviewStep]) -> list[Thread]:
    """The comments since the record was last published or withdrawn, oldest first; `history` is newest first."""
    begun = max((step.id for step in history if step.verb in ENDS), default=0)
    sent = max((step.id for step in history if step.verb == "submit"), default=0)
    replies: dict[int, list[ReviewStep]] = {}
    for step in reversed(history):
        if step.about_id is not None:
            replies.setdefault(step.about_id, []).append(step)
    return [
        Thread(
            step,
            tuple(replies.get(step.id, ())),
            step.resolved_at is None and max([step.id, *(reply.id for reply in replies.get(step.id, ()))]) < sent,
        )
        for step in reversed(history)
        if step.verb == COMMENT and step.id > begun
    ]


def by_question(found: Sequence[Thread]) -> dict[str, list[Thread]]:
    """Threads by the answer that they are about; those of the whole record under nothing."""
    grouped: dict[str, list[Thread]] = {}
    for thread in found:
        grouped.setdefault(thread.step.question or "", []).append(thread)
    return grouped


def words(history: Sequence[ReviewStep]) -> list[ReviewStep]:
    """What was said of the record as a whole since it was last sent in, oldest first; `history` is newest first."""
    sent = max((step.id for step in history if step.verb == "submit"), default=0)
    return [step for step in reversed(history) if step.verb in WORDS and step.comment and step.id > sent]


def open_comments(history: Sequence[ReviewStep]) -> list[ReviewStep]:
    """What the writers have still to answer, oldest first: open comments, and what was said of the whole record since
    it was last sent in; `history` is newest first.
    """
    waiting = [thread.step for thread in threads(history) if thread.open]
    return sorted([*waiting, *words(history)], key=lambda step: step.id)


def answered(tool: Tool, found: Sequence[Thread]) -> list[Thread]:
    """Open comments whose answer reads otherwise now than when it was commented on: at most one statement."""
    asked = [thread for thread in found if thread.open and thread.step.question]
    if tool.working_copy is None or not asked:
        return []
    now: Mapping[str, Any] = tool.working_copy.content
    statement = select(Revision.number, Revision.content).where(
        Revision.tool_id == tool.id, Revision.number.in_({thread.revision for thread in asked})
    )
    then: dict[int, Mapping[str, Any]] = {row.number: row.content for row in db.session.execute(statement)}
    return [
        thread
        for thread in asked
        if thread.revision in then
        and (then[thread.revision].get(thread.step.question or "") or None)
        != (now.get(thread.step.question or "") or None)
    ]
