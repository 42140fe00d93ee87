"""What was redacted of a record, and what waits for somebody's agreement."""

from collections.abc import Sequence

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from registry.catalogue.models import Redaction, Tool, Version
from registry.catalogue.queries.scope import tiers
from registry.core.clock import LONDON
from registry.core.db import db
from registry.core.errors import NotFound
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
