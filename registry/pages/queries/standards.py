"""The library of standards, and the page of one: what it asks for, when it applies, and who stands where with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import joinedload

from registry.catalogue.models import Tool
from registry.catalogue.queries import scope
from registry.core.clock import today
from registry.core.db import db
from registry.core.paging import SIZE, Page, page_of_rows
from registry.replication.models import Adoption
from registry.replication.queries.scope import visible_to
from registry.rules.policy import Actor, Permission, allows
from registry.standards.models import Assessment, Pack, Standard, StandardVersion
from registry.standards.queries import library
from registry.standards.queries.library import Wanted

STATES = ("met", "exempt", "partial", "not-met", "not-applicable", "expired", "lapsed")


@dataclass(frozen=True)
class Library:
    """What the list shows."""

    page: Page[Standard]
    packs: Sequence[tuple[Pack, int]]
    kinds: Sequence[str]
    wanted: Wanted

    @property
    def pack(self) -> Pack | None:
        """The pack that was asked for."""
        return next((pack for pack, _number in self.packs if pack.code == self.wanted.pack), None)


@dataclass(frozen=True)
class Count:
    """How many stand so, of those that the reader may know of."""

    state: str
    tools: int
    adoptions: int
    examples: int  # invented ones among them


@dataclass(frozen=True)
class Version:
    """A version with what each requirement became of since the one before."""

    version: StandardVersion
    unchanged: frozenset[str]
    first: bool


@dataclass(frozen=True)
class StandardPage:
    """Everything the page of a standard shows."""

    standard: Standard
    versions: Sequence[Version]  # newest first
    applies: Sequence[str]
    counts: Sequence[Count]
    rechecks: int
    tools: Page[Assessment]
    by_tool: dict[int, Tool] = field(default_factory=dict)
    keeps: bool = False

    @property
    def current(self) -> StandardVersion | None:
        """The version in use."""
        return self.versions[0].version if self.versions else None


def standards_page(number: int | None, wanted: Wanted) -> Library:
    """The list with its filters: six statements."""
    return Library(library.standards(number, SIZE, wanted), library.packs(), library.kinds(), wanted)


def standard_page(actor: Actor, code: str, number: int | None) -> StandardPage:
    """One standard, and where tools stand with it as the reader may know: at most ten statements. Raises NotFound."""
    found = library.standard(code)
    pairs = zip(found.versions, [None, *found.versions[:-1]], strict=True)
    versions = [Version(now, library.unchanged(now, before), before is None) for now, before in pairs]
    held = _of_tools(actor, found.id)
    page = page_of_rows(held.options(joinedload(Assessment.version)).order_by(Tool.name, Assessment.id), number)
    current = found.versions[-1].id if found.versions else 0
    return StandardPage(
        found,
        list(reversed(versions)),
        library.applicability(found),
        _counts(actor, found.id),
        db.session.scalar(select(func.count()).select_from(held.where(Assessment.version_id != current).subquery()))
        or 0,
        page,
        {tool.id: tool for tool in _tools(page.items)},
        allows(actor, Permission.STANDARD_VERSION),
    )


def state_of(assessment: Assessment) -> str:
    """Where an assessment leaves the thing today."""
    day = today()
    if assessment.expires_on and assessment.expires_on < day:
        return "expired"
    if assessment.exempt_until and assessment.exempt_until < day:
        return "lapsed"
    return assessment.compliance.value


def _of_tools(actor: Actor, standard_id: int) -> Select[Any]:
    return (
        select(Assessment)
        .join(StandardVersion, StandardVersion.id == Assessment.version_id)
        .join(Tool, Tool.id == Assessment.tool_id)
        .where(*_present(standard_id), Assessment.adoption_id.is_(None), scope.visible_to(actor))
    )


def _counts(actor: Actor, standard_id: int) -> list[Count]:
    """How many tools and adoptions stand where: one statement."""
    day = today()
    state: Any = case(
        (and_(Assessment.expires_on.is_not(None), Assessment.expires_on < day), literal("expired")),
        (and_(Assessment.exempt_until.is_not(None), Assessment.exempt_until < day), literal("lapsed")),
        else_=Assessment.compliance,
    )
    local = Assessment.adoption_id.is_not(None)
    grouped = (
        select(state.label("state"), local.label("local"), Assessment.synthetic, func.count(Assessment.id))
        .join(StandardVersion, StandardVersion.id == Assessment.version_id)
        .join(Tool, Tool.id == Assessment.tool_id)
        .outerjoin(Adoption, Adoption.id == Assessment.adoption_id)
        .where(
            *_present(standard_id),
            scope.visible_to(actor),
            or_(Assessment.adoption_id.is_(None), and_(Adoption.is_current, visible_to(actor))),
        )
        .group_by(state, local, Assessment.synthetic)
    )
    rows = [(str(row[0]), bool(row[1]), bool(row[2]), row[3]) for row in db.session.execute(grouped)]
    counts = [
        Count(
            code,
            sum(number for found, local, _example, number in rows if found == code and not local),
            sum(number for found, local, _example, number in rows if found == code and local),
            sum(number for found, _local, example, number in rows if found == code and example),
        )
        for code in STATES
    ]
    return [count for count in counts if count.tools or count.adoptions]


def _present(standard_id: int) -> tuple[ColumnElement[bool], ...]:
    return StandardVersion.standard_id == standard_id, Assessment.replaced_by_id.is_(None)


def _tools(assessments: Sequence[Assessment]) -> Sequence[Tool]:
    wanted = {row.tool_id for row in assessments}
    return db.session.scalars(select(Tool).where(Tool.id.in_(wanted))).all() if wanted else []
