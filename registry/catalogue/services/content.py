"""The one document of a record: working copies, revisions, the columns projected from it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete

from registry.catalogue.models import Revision, Tool, ToolTerm, WorkingCopy
from registry.core import clock
from registry.core.db import db
from registry.rules.questions import current
from registry.rules.words import Phase, Visibility

IN_HOUSE = "in-house"
PROJECTED = {"problems": "problem", "techniques": "technique", "users": "user-group"}


def begin_copy(
    tool: Tool, content: Mapping[str, Any], actor_id: int | None, schema_number: int | None = None
) -> WorkingCopy:
    """Give a tool its working copy at revision 1."""
    copy = WorkingCopy(
        tool_id=tool.id,
        schema_number=schema_number or current(),
        content=dict(content),
        revision=1,
        changed_at=clock.now(),
        changed_by_id=actor_id,
    )
    db.session.add(copy)
    tool.working_copy = copy
    _keep(copy)
    return copy


def replace_content(
    copy: WorkingCopy, content: Mapping[str, Any], actor_id: int | None, schema_number: int | None = None
) -> None:
    """Save new content as the next revision, under a newer schema where one is given."""
    copy.content = dict(content)
    copy.schema_number = schema_number or copy.schema_number
    copy.revision += 1
    copy.changed_at = clock.now()
    copy.changed_by_id = actor_id
    _keep(copy)


def project(tool: Tool, content: Mapping[str, Any]) -> None:
    """Fill the typed columns and terms of a tool from its content."""
    tool.name = content["name"]
    tool.summary = content.get("summary", "")
    tool.category = content.get("category")
    tool.phase = Phase(content["phase"]) if content.get("phase") else None
    tool.supplier = content.get("supplier") if content.get("supply") != IN_HOUSE else None
    tool.visibility = Visibility(content.get("visibility") or Visibility.POLICING)
    db.session.execute(delete(ToolTerm).where(ToolTerm.tool_id == tool.id))
    db.session.add_all(
        ToolTerm(tool_id=tool.id, vocabulary=vocabulary, code=code)
        for question, vocabulary in PROJECTED.items()
        for code in dict.fromkeys(content.get(question) or ())
    )


def _keep(copy: WorkingCopy) -> None:
    db.session.add(
        Revision(
            tool_id=copy.tool_id,
            number=copy.revision,
            schema_number=copy.schema_number,
            content=dict(copy.content),
            saved_at=copy.changed_at,
            saved_by_id=copy.changed_by_id,
        )
    )
