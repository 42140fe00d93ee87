"""Loading tools and adoptions read from published sources. The registry owns each until a lead force claims it."""

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from registry.catalogue.models import Source, Tool
from registry.catalogue.services import publish_version
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.events import emit
from registry.core.progress import Progress, tracked
from registry.organisations.models import Organisation
from registry.rules.lifecycles import ToolState
from registry.rules.words import Visibility
from registry.seeding.events import SourcesLoaded
from registry.seeding.files import Row, digest, read_csv, read_yaml
from registry.seeding.services import adoptions, claims, records
from registry.seeding.services.shelf import Shelf, shelf

FILES = ("published/tools.yaml", "published/single_online_home.csv", "published/spread_series.csv")


def seed_published(progress: Progress) -> int:
    """Bring records from published sources in line with the seed files; returns how many rows were added or changed.

    Each tool is an action of its own, so that a stopped run goes on where it stood. A record that a force has
    claimed, and an adoption that a force has confirmed, disputed or moved, are left as they are.
    """
    rows = _rows()
    known = shelf(digest(*FILES))
    return sum(_load(row, known) for row in tracked(rows, progress, "Published records", len(rows)))


def _rows() -> list[Row]:
    """The tools, each with the adoptions and counts that lie in tables of their own."""
    named, counts = defaultdict(list), defaultdict(list)
    for row in read_csv(FILES[1]):
        named[row["tool"]].append(row | {"quoted": row["quoted"] == "1", "barriers": [], "reason_words": None})
    for row in read_csv(FILES[2]):
        counts[row["tool"]].append(row)
    file = read_yaml(FILES[0])
    tools: list[Row] = file["tools"]
    return [
        tool
        | {
            "questions": file["questions"],
            "adoptions": [*tool["adoptions"], *named[tool["slug"]]],
            "counts": counts[tool["slug"]],
        }
        for tool in tools
    ]


@command
def _load(row: Row, known: Shelf) -> int:
    tool = _tool(row["slug"])
    if tool is not None and not tool.from_sources:
        return adoptions.align(tool, row["adoptions"], known) if _began_here(tool) else 0
    if tool is not None and (tool.suspended_at is not None or tool.state is not ToolState.PUBLISHED):
        return 0
    content = records.content(row)
    tool = tool or _new(row["slug"], content, known)
    published = tool.version is None or dict(tool.version.content) != content
    if published:
        publish_version(tool, content, actor_id=None, schema_number=row["questions"])
    added, removed = _facts(tool, row, known)
    if added or removed:
        emit(
            SourcesLoaded(
                actor_id=None,
                tool_id=tool.id,
                organisation_id=tool.owner_id,
                digest=known.digest,
                added=added,
                removed=removed,
            )
        )
    return published + added + removed + adoptions.align(tool, row["adoptions"], known)


def _tool(slug: str) -> Tool | None:
    db.session.execute(select(Tool.id).where(Tool.slug == slug).with_for_update())
    return db.session.scalar(
        select(Tool).where(Tool.slug == slug).options(joinedload(Tool.version), joinedload(Tool.owner))
    )


def _began_here(tool: Tool) -> bool:
    """Whether a force's record was once one from published sources, and is not merely called the same."""
    return db.session.scalar(select(Source.id).where(Source.tool_id == tool.id).limit(1)) is not None


def _new(slug: str, content: Row, known: Shelf) -> Tool:
    owner = db.session.get_one(Organisation, known.registry)
    tool = Tool(
        slug=slug,
        owner_id=owner.id,
        owner=owner,
        version=None,
        created_at=clock.now(),
        from_sources=True,
        visibility=Visibility.PUBLIC,
        name=content["name"],
        summary=content["summary"],
    )
    db.session.add(tool)
    db.session.flush()
    return tool


def _facts(tool: Tool, row: Row, known: Shelf) -> tuple[int, int]:
    """What sources say of the tool, beside its record: rows added and rows taken back."""
    steps = (
        records.align_origins(tool, {known.organisation(slug) for slug in row["lead_forces"]}),
        records.align_sources(tool, row),
        records.align_unnamed_claims(tool, row),
        claims.align(tool, row["evidence"], known),
    )
    return sum(added for added, _ in steps), sum(removed for _, removed in steps)
