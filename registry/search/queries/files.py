"""What files say, as far as readers of the live tool may see them: by who may know it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, String, cast, func, literal, select

from registry.attachments.models import Attachment, AttachmentText
from registry.catalogue.models import Release, Tool, Version
from registry.core.db import db
from registry.evidence.models import Evidence
from registry.rules.words import Visibility

OF_A_FILE = 100_000  # characters: enough to find it by
OF_A_TOOL = 200_000

Texts = dict[Visibility, str]


def texts_of(ids: Sequence[int]) -> dict[int, Texts]:
    """The text of the files of tools and of their evidence, by tool and by who may read it: two statements."""
    found: dict[int, dict[Visibility, list[str]]] = defaultdict(lambda: defaultdict(list))
    left = dict.fromkeys(ids, OF_A_TOOL)
    for statement in (_of_evidence(ids), _of_tools(ids)):
        for tool_id, visibility, text in db.session.execute(statement):
            kept = text[: left[tool_id]]
            left[tool_id] -= len(kept)
            # Evidence shows to all who may read the tool, and so do its files
            found[tool_id][Visibility(visibility)].append(kept)
    return {tool: {tier: "\n".join(texts) for tier, texts in tiers.items()} for tool, tiers in found.items()}


def told(texts: Texts, tiers: Collection[Visibility]) -> str:
    """What a reader of these tiers may know of it."""
    return "\n".join(text for tier, text in texts.items() if tier in tiers)


def _of_tools(ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """Files that were added before the live version was released."""
    return (
        select(Tool.id, Attachment.visibility, _cut())
        .join(Version, Version.id == Tool.version_id)
        .outerjoin(Release, Release.id == Version.release_id)
        .join(Attachment, Attachment.parent == literal("tool:", String) + cast(Tool.id, String))
        .join(AttachmentText, AttachmentText.attachment_id == Attachment.id)
        .where(
            Tool.id.in_(ids),
            Attachment.withdrawn_at.is_(None),
            Attachment.redacted_at.is_(None),
            Attachment.uploaded_at <= func.coalesce(Release.recorded_at, Version.published_at),
        )
        .order_by(Attachment.id)
    )


def _of_evidence(ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    return (
        select(Evidence.tool_id, literal(Visibility.PUBLIC.value, String), _cut())
        .join(Attachment, Attachment.parent == literal("evidence:", String) + cast(Evidence.id, String))
        .join(AttachmentText, AttachmentText.attachment_id == Attachment.id)
        .where(
            Evidence.tool_id.in_(ids),
            Evidence.withdrawn_at.is_(None),
            Attachment.withdrawn_at.is_(None),
            Attachment.redacted_at.is_(None),
        )
        .order_by(Attachment.id)
    )


def _cut() -> Any:
    return func.substr(AttachmentText.text, 1, OF_A_FILE)
