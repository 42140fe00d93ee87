"""The published versions of a tool: who approved each, how it is cited, and what one changes of another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select

from registry.accounts.models import Membership
from registry.catalogue import queries as catalogue
from registry.catalogue.models import Release, Tool, Version
from registry.catalogue.queries import Told
from registry.catalogue.queries.costs import version_said_on
from registry.catalogue.queries.redactions import redacted_answers
from registry.catalogue.queries.scope import version_open_to
from registry.core import clock
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.paging import Page, page_of_rows
from registry.evidence.queries import EvidenceChange, evidence_between
from registry.organisations.models import Organisation
from registry.pages.queries.tool import Answer, answers, believed
from registry.rules.policy import Actor
from registry.rules.questions import Content, Section
from registry.rules.staleness import COSTS, is_old
from registry.rules.words import Role, label

REGISTRY = "Policing Innovation Registry"


@dataclass(frozen=True)
class Approval:
    """Who stands behind a version: roles and kinds of organisation, never names."""

    published_by: str
    released_by: str = ""
    released: Release | None = None


@dataclass(frozen=True)
class VersionPage:
    """A version as it is read."""

    tool: Tool
    version: Version
    answers: Sequence[tuple[Section, Sequence[Answer]]]
    approval: Approval
    newest: Version
    before: Version | None
    redacted: Sequence[tuple[str, str]]  # questions without an answer of words that were redacted, each with its mark
    costs_said_on: date | None  # of an earlier version whose costs are too old to be believed

    def past(self, answer: Answer) -> date | None:
        """The day on which an answer of an earlier version was last said, where it reads as not stated today."""
        return self.costs_said_on if answer.code in COSTS else None

    @property
    def current(self) -> bool:
        """Whether it is the version in force."""
        return self.version.id == self.newest.id

    @property
    def citation(self) -> str:
        """How it is cited, up to its address."""
        version = self.version
        title = version.content.get("name") or self.tool.name
        return f"{self.tool.owner.name} ({version.published_at.year}). {title}, version {version.number}. {REGISTRY}."


@dataclass(frozen=True)
class Listed:
    """A version in the list of all, and how many answers it changed of the one before."""

    version: Version
    approval: Approval
    changed: int | None


@dataclass(frozen=True)
class VersionList:
    """The versions of a tool that the reader may see."""

    tool: Tool
    page: Page[Listed]
    numbers: Sequence[int]


@dataclass(frozen=True)
class VersionDifference:
    """What one version changes of another."""

    tool: Tool
    old: Version
    new: Version
    changes: Sequence[Told]
    evidence: EvidenceChange
    numbers: Sequence[int]


def version_page(actor: Actor, slug: str, number: int) -> VersionPage:
    """One published version: at most nine statements. Raises Withdrawn and NotFound."""
    tool, version = catalogue.version(actor, slug, number)
    content = catalogue.version_content(actor, tool, version)
    before = db.session.scalar(_open(actor, tool).where(Version.number < number).limit(1))
    in_force = version.id == tool.version_id
    listed = answers(content, version, catalogue.terms())
    if in_force:
        listed = [(section, [believed(one, tool) for one in said]) for section, said in listed]
    return VersionPage(
        tool,
        version,
        listed,
        _approvals([version])[version.id],
        tool.version or version,
        before,
        redacted_answers(actor, tool, version),
        None if in_force else _costs_said_on(content, version),
    )


def _costs_said_on(content: Content, version: Version) -> date | None:
    """When the costs that a version states were last said, if that is too long ago: one statement, or none."""
    said = version_said_on(version) if any(code in content for code in COSTS) else None
    return said if said and is_old(said, clock.today()) else None


def version_list(actor: Actor, slug: str, number: int | None) -> VersionList:
    """The versions that the reader may see, newest first: at most eight statements. Raises as the tool's page does."""
    tool = catalogue.tool(actor, slug)
    page = page_of_rows(_open(actor, tool), number)
    shown = list(page.items)
    if shown:
        shown += db.session.scalars(_open(actor, tool).where(Version.number < shown[-1].number).limit(1))
    approvals = _approvals(page.items)
    changed = catalogue.changed_answers(actor, tool, shown)
    rows = [Listed(version, approvals[version.id], changed.get(version.number)) for version in page.items]
    return VersionList(tool, Page(rows, page.number, page.size, page.total), _numbers(actor, tool))


def version_difference(actor: Actor, slug: str, old: int, new: int) -> VersionDifference:
    """What a version changes of another: at most seven statements. Raises Withdrawn and NotFound."""
    tool, newer = catalogue.version(actor, slug, new)
    older = db.session.scalar(_open(actor, tool).where(Version.number == old))
    if older is None:
        raise NotFound("There is no such version, or it is not shared with you.")
    return VersionDifference(
        tool,
        older,
        newer,
        catalogue.between(actor, tool, older, newer),
        evidence_between(tool.id, older.published_at, newer.published_at),
        _numbers(actor, tool),
    )


def _open(actor: Actor, tool: Tool) -> Select[Version]:
    return (
        select(Version)
        .join(Tool, Tool.id == Version.tool_id)
        .where(Version.tool_id == tool.id, version_open_to(actor))
        .order_by(Version.number.desc())
    )


def _numbers(actor: Actor, tool: Tool) -> Sequence[int]:
    return db.session.scalars(_open(actor, tool).with_only_columns(Version.number)).all()


def _approvals(versions: Sequence[Version]) -> dict[int, Approval]:
    """By version: three statements."""
    kept = [version.release_id for version in versions if version.release_id]
    releases = (
        {found.id: found for found in db.session.scalars(select(Release).where(Release.id.in_(kept)))} if kept else {}
    )
    kinds = _kinds(versions)
    return {
        version.id: Approval(
            kinds.get(version.id, "") if version.published_by_id else "Taken from published sources",
            releases[version.release_id].released_by_role if version.release_id in releases else "",
            releases.get(version.release_id or 0),
        )
        for version in versions
    }


def _kinds(versions: Sequence[Version]) -> dict[int, str]:
    """The role in which each version was published, and at what kind of organisation it was held then."""
    people = {version.published_by_id for version in versions if version.published_by_id}
    if not people:
        return {}
    rows = db.session.execute(
        select(Membership.person_id, Membership.started_at, Membership.ended_at, Organisation.kind)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id.in_(people), Membership.role == Role.REVIEWER)
        .order_by(Membership.id)
    ).all()
    found = {}
    for version in versions:
        moment = version.published_at
        kind = next(
            (
                row.kind
                for row in rows
                if row.person_id == version.published_by_id
                and row.started_at <= moment
                and (row.ended_at is None or row.ended_at > moment)
            ),
            None,
        )
        found[version.id] = f"{label(Role.REVIEWER)}, {label(kind).lower()}" if kind else label(Role.REVIEWER)
    return found
