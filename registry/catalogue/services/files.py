"""Adding files to a tool, and taking them off."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from registry.attachments import queries as attachments
from registry.attachments.models import Attachment
from registry.attachments.services import Examined, Keeping, examine_all, keep
from registry.catalogue.events import FileAdded, FileWithdrawn
from registry.catalogue.models import Tool
from registry.catalogue.queries.files import parent_of, tool_for_files
from registry.catalogue.services.loading import tool_to
from registry.core import clock
from registry.core.commands import command, let_go
from registry.core.db import db
from registry.core.errors import Invalid, NotFound, WrongState
from registry.core.events import emit
from registry.rules.policy import Actor, Permission
from registry.rules.words import FilePurpose, Visibility

MOST = 100  # files of one tool


@dataclass(frozen=True)
class FileDetails:
    """What is said of the files that are added together."""

    purpose: str
    visibility: str

    def wrong(self) -> dict[str, str]:
        """What may not be kept, by field."""
        wrong = {}
        if self.purpose not in set(FilePurpose):
            wrong["purpose"] = "Choose what sort of file it is."
        if self.visibility not in set(Visibility):
            wrong["visibility"] = "Choose who may read it."
        return wrong


def add_files(
    actor: Actor, slug: str, details: FileDetails, files: Sequence[tuple[str, bytes]], *, keeping: Keeping
) -> list[Attachment]:
    """Put files beneath a tool, all or none. They are examined first, and no lock is held meanwhile.

    Raises NotAllowed to all but writers and assurers, Invalid naming what is wrong with each file and answer.
    """
    tool_for_files(Permission.FILE_ADD, actor, slug)
    let_go()
    wrong = details.wrong()
    examined: list[Examined] = []
    try:
        examined = examine_all(files, limit=keeping.limit, turns=keeping.turns)
    except Invalid as refusal:
        wrong = {**refusal.fields, **wrong}
    if wrong:
        raise Invalid("Nothing was stored. Mend what is marked.", wrong)
    return _add(actor, slug, details, examined, keeping)


@command
def withdraw_file(actor: Actor, slug: str, file_id: int) -> Attachment:
    """Take a file off a tool: nobody is shown it any more. Raises NotAllowed, and NotFound for one that is not there."""
    tool = tool_to(Permission.FILE_WITHDRAW, actor, slug)
    _refuse_suspended(tool)
    file = attachments.file(parent_of(tool.id), file_id)
    if file.redacted_at is not None:
        raise NotFound("This file was taken out for good already.")
    file.withdrawn_at = clock.now()
    emit(FileWithdrawn(actor_id=actor.id, tool_id=tool.id, organisation_id=tool.owner_id, attachment_id=file.id))
    return file


@command
def _add(
    actor: Actor, slug: str, details: FileDetails, examined: Sequence[Examined], keeping: Keeping
) -> list[Attachment]:
    tool = tool_to(Permission.FILE_ADD, actor, slug)
    _refuse_suspended(tool)
    parent, visibility = parent_of(tool.id), Visibility(details.visibility)
    there = select(func.count(Attachment.id)).where(Attachment.parent == parent, Attachment.withdrawn_at.is_(None))
    if (db.session.scalar(there) or 0) + len(examined) > MOST:
        message = f"A record holds {MOST} files at most. Withdraw some that are out of date first."
        raise Invalid(message, {"file": message})
    kept = []
    for one in examined:
        file = keep(keeping.store, parent, one, actor_id=actor.id or 0, purpose=details.purpose, visibility=visibility)
        emit(
            FileAdded(
                actor_id=actor.id,
                tool_id=tool.id,
                organisation_id=tool.owner_id,
                attachment_id=file.id,
                visibility=visibility.value,
            )
        )
        kept.append(file)
    return kept


def _refuse_suspended(tool: Tool) -> None:
    if tool.suspended_at is not None:
        raise WrongState("This record is withdrawn from view. Restore it before you change its files.")
