"""What was redacted of a record, and what waits for somebody's agreement."""

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import contains_eager

from registry.catalogue.models import Redaction, Tool, Version
from registry.catalogue.queries.scope import tiers
from registry.core.clock import LONDON
from registry.core.db import db
from registry.core.errors import NotAllowed, NotFound
from registry.core.paging import Page, page_of_rows
from registry.rules.lifecycles import RedactionState
from registry.rules.policy import Actor, Permission, allows
from registry.rules.questions import answered, schema
from registry.rules.redaction import mark
from registry.rules.words import Role

ANSWER = "answer"


def redacted_answers(actor: Actor, tool: Tool, version: Version) -> list[tuple[str, str]]:
    """Answers that a version has no longer and that hold no words, each with its mark; at most one statement."""
    if version.redacted_at is None:
        return []
    rows = db.session.scalars(
        select(Redaction)
        .where(
            Redaction.tool_id == tool.id,
            Redaction.subject == ANSWER,
            Redaction.state == RedactionState.DONE,
            Redaction.settled_at >= version.published_at,
        )
        .order_by(Redaction.id)
    )
    asked = {question.code: question for question in schema(version.schema_number).questions}
    seen = tiers(actor, tool)
    return [
        (asked[row.question].label, mark(row.settled_at.astimezone(LONDON).date()))
        for row in rows
        if row.question in asked
        and row.settled_at
        and asked[row.question].visibility in seen
        and not answered(version.content.get(row.question))
    ]


def known(actor: Actor, redaction: Redaction) -> bool:
    """Whether the actor may know of it: the registrar, and the assurers of the owner; needs `tool` loaded."""
    return allows(actor, Permission.TOOL_REDACT, redaction.tool)


def redaction(actor: Actor, redaction_id: int) -> Redaction:
    """One request with its tool: one statement. Raises NotFound to all but the registrar and the owner's assurers."""
    found = db.session.scalar(_requests().where(Redaction.id == redaction_id))
    if found is None or not known(actor, found):
        raise NotFound("There is no such request, or it is not shared with you.")
    return found


def waiting_for(actor: Actor) -> list[Redaction]:
    """What the actor can agree to or refuse, oldest first: one statement."""
    asked = _requests().where(Redaction.state == RedactionState.ASKED, _concerns(actor)).order_by(Redaction.id)
    return [found for found in db.session.scalars(asked.limit(100)) if allows(actor, Permission.REDACTION_AGREE, found)]


def redactions(actor: Actor, number: int | None) -> Page[Redaction]:
    """Every request that the actor may know of, newest first: two statements.

    Raises NotAllowed to all but registrars and assurers.
    """
    require_office(actor)
    return page_of_rows(_requests().where(_concerns(actor)).order_by(Redaction.id.desc()), number)


def require_office(actor: Actor) -> None:
    """Raise NotAllowed to all but registrars and assurers."""
    if not (actor.at(Role.REGISTRAR) or actor.at(Role.ASSURER)):
        raise NotAllowed(
            "Only an assurer of the owner and the registrar redact, together. Ask one of them, and say which words and why.",
            permission=Permission.REDACTION_AGREE,
            actor_id=actor.id,
        )


def _requests() -> Select[Redaction]:
    return select(Redaction).join(Redaction.tool).options(contains_eager(Redaction.tool).joinedload(Tool.owner))


def _concerns(actor: Actor) -> ColumnElement[bool]:
    return true() if actor.at(Role.REGISTRAR) else Tool.owner_id.in_(actor.at(Role.ASSURER))
