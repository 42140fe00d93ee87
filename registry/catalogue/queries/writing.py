"""A working copy as its writers have it before them: under the question schema that its next save brings it to."""

from dataclasses import dataclass

from sqlalchemy import select

from registry.catalogue.models import Revision, Tool, WorkingCopy
from registry.core.db import db
from registry.core.errors import NotFound
from registry.rules.lifecycles import EDITABLE
from registry.rules.moving import Left, Moved, moved, newest
from registry.rules.questions import Content, Schema, answered, schema


@dataclass(frozen=True)
class Writing:
    """The answers, the schema that asks for them, which are still to be checked, and what is not asked any more."""

    copy: WorkingCopy
    schema: Schema
    content: Content
    to_check: dict[str, str]
    left: tuple[Left, ...] = ()

    @property
    def moves(self) -> bool:
        """Whether the next save brings the record to a newer schema."""
        return self.schema.number != self.copy.schema_number


def copy_of(tool: Tool) -> WorkingCopy:
    """The working copy of a loaded tool. Raises NotFound when there is none yet."""
    if tool.working_copy is None:
        raise NotFound("There is no draft of this record yet. Begin one from its page.")
    return tool.working_copy


def writing(tool: Tool) -> Writing:
    """What is being written of a loaded tool; one that cannot be changed now stays as it is. No statement."""
    copy = copy_of(tool)
    target = newest(copy.schema_number) if tool.state in EDITABLE else copy.schema_number
    return brought(copy, target)


def brought(copy: WorkingCopy, target: int) -> Writing:
    """The working copy under another schema; nothing is stored."""
    if target == copy.schema_number:
        return Writing(copy, schema(target), dict(copy.content), dict(copy.to_check or {}))
    found = moved(copy.content, copy.schema_number, target)
    return Writing(copy, schema(target), found.content, _marks(copy, found), found.left)


def new_questions(tool: Tool, written: Writing) -> frozenset[str]:
    """Questions that were not asked yet when the record was last published, or begun, and that are still open.

    At most one statement.
    """
    since = tool.version.schema_number if tool.version else _begun_under(tool)
    if since is None or since >= written.schema.number:
        return frozenset()
    asked = moved({}, since, written.schema.number).new
    return frozenset(code for code in asked if not answered(written.content.get(code)))


def _begun_under(tool: Tool) -> int | None:
    first = select(Revision.schema_number).where(Revision.tool_id == tool.id).order_by(Revision.number).limit(1)
    return db.session.scalar(first)


def _marks(copy: WorkingCopy, found: Moved) -> dict[str, str]:
    marks = copy.to_check or {}
    return {code: marks[origin] for code, origin in found.origins.items() if origin in marks and code in found.content}
