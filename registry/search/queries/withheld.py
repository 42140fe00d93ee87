"""Tools of which the index may tell more than may be known by now: left out until the worker has taken the change in.

A change that only makes something stale is not one of these. Access, roles and agreements need none: they are read anew
with each request.
"""

from sqlalchemy import and_, bindparam, exists, or_, select

from registry.catalogue.events import (
    FieldRedacted,
    FileWithdrawn,
    ToolClaimed,
    ToolPublished,
    ToolRehomed,
    ToolSuspended,
    TransferAccepted,
)
from registry.catalogue.models import Tool, Version
from registry.core.db import db
from registry.core.events import EventRow
from registry.evidence.events import ClaimCorrected, ClaimWithdrawn, EvidenceCorrected, EvidenceWithdrawn
from registry.replication.events import AdoptionDisputed, AdoptionMoved, AdoptionReleased, AdoptionSettled
from registry.rules.words import Visibility

ALWAYS = (  # whatever they say besides, something is open to fewer people, or was taken back
    ToolSuspended,
    FieldRedacted,
    FileWithdrawn,
    ToolClaimed,
    ToolRehomed,
    TransferAccepted,
    EvidenceWithdrawn,
    EvidenceCorrected,
    ClaimWithdrawn,
    ClaimCorrected,
    AdoptionDisputed,
    AdoptionSettled,
)
ANEW = ("reopen", "succeed", "revert")  # ways in which another row of an adoption, with its own release, takes over

_wider = or_(
    and_(Tool.visibility == Visibility.POLICING, Version.visibility == Visibility.PUBLIC),
    and_(Tool.visibility == Visibility.NAMED, Version.visibility != Visibility.NAMED),
)
_once_wider = exists().where(Tool.id == EventRow.tool_id, Version.tool_id == EventRow.tool_id, _wider)
_narrows = or_(
    EventRow.kind.in_([event.kind for event in ALWAYS]),
    and_(EventRow.kind == ToolPublished.kind, _once_wider),
    and_(EventRow.kind == AdoptionReleased.kind, EventRow.data["visibility"].as_string() != Visibility.PUBLIC.value),
    and_(EventRow.kind == AdoptionMoved.kind, EventRow.data["verb"].as_string().in_(ANEW)),
)
WITHHELD = select(EventRow.tool_id).where(EventRow.id > bindparam("upto"), _narrows)


def withheld(upto: int) -> frozenset[int]:
    """The tools that an event after this one may have narrowed: one statement."""
    found = db.session.scalars(WITHHELD, {"upto": upto})
    return frozenset(number for number in found if number is not None)
