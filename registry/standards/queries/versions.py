"""The draft of a standard's next version, which is the registrar's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from registry.core.db import db
from registry.rules.policy import Actor, Permission, require
from registry.standards.models import Assessment, Requirement, Standard, StandardVersion
from registry.standards.queries.library import standard, unchanged


@dataclass(frozen=True)
class Drafting:
    """A standard, its current version, and the draft of the next, if there is one."""

    standard: Standard
    current: StandardVersion | None
    draft: StandardVersion | None
    assessed: int  # what would need a re-check

    @property
    def compared(self) -> list[tuple[str, str, str]]:
        """Each requirement of the draft or the current version: code, text, and unchanged, changed, new or gone."""
        if self.draft is None:
            return []
        same = unchanged(self.draft, self.current)
        known = {asked.code for asked in self.current.requirements} if self.current else set()
        kept = [(row.code, row.text, _fate(row.code, same, known)) for row in self.draft.requirements]
        here = {row.code for row in self.draft.requirements}
        gone = [row for row in (self.current.requirements if self.current else []) if row.code not in here]
        return [*kept, *((row.code, row.text, "gone") for row in gone)]


def drafting(actor: Actor, code: str) -> Drafting:
    """What the pages of the next version need: at most seven statements. Raises NotFound and NotAllowed."""
    require(actor, Permission.STANDARD_VERSION)
    found = standard(code)
    current = found.versions[-1] if found.versions else None
    return Drafting(found, current, draft_of(found.id), _assessed(found.id))


def draft_of(standard_id: int) -> StandardVersion | None:
    """The draft of a standard's next version with its requirements: two statements."""
    return db.session.scalar(
        select(StandardVersion)
        .where(StandardVersion.standard_id == standard_id, StandardVersion.activated_at.is_(None))
        .options(selectinload(StandardVersion.requirements))
    )


def written(requirements: Sequence[Requirement]) -> str:
    """Requirements as they are typed: one a line, its code before a colon."""
    return "\n".join(f"{row.code}: {row.text}" for row in requirements)


def _assessed(standard_id: int) -> int:
    current = (
        select(func.count(Assessment.id))
        .join(StandardVersion, StandardVersion.id == Assessment.version_id)
        .where(StandardVersion.standard_id == standard_id, Assessment.replaced_by_id.is_(None))
    )
    return db.session.scalar(current) or 0


def _fate(code: str, same: frozenset[str], known: set[str] | Mapping[str, str]) -> str:
    return "unchanged" if code in same else "changed" if code in known else "new"
