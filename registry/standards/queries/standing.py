"""Where a tool stands with each standard that applies to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from registry.catalogue.models import Tool
from registry.catalogue.queries import known_tool
from registry.catalogue.queries import tool as live_tool
from registry.core.clock import today
from registry.core.db import db
from registry.rules.applies import applies, reasons
from registry.rules.assessing import EXPIRED, LAPSED, state_on
from registry.rules.policy import Actor, Permission, allows
from registry.rules.words import Compliance
from registry.standards.models import Assessment, SignOff, Standard, StandardVersion


@dataclass(frozen=True)
class StandardState:
    """One standard, why it applies, and where a tool or an adoption stands with it on a day."""

    standard: Standard
    reasons: tuple[str, ...]
    assessment: Assessment | None
    day: date
    version: StandardVersion | None  # the current one of that day
    proof: str | None = None  # where the reader may read it
    known_by: datetime | None = None  # a sign-off of later is left out

    @property
    def state(self) -> str | None:
        """The compliance, "expired" or "lapsed" for one that has run out, nothing when it is not stated."""
        found = self.assessment
        if found is None:
            return None
        return state_on(found.compliance, found.expires_on, found.exempt_until, self.day)

    @property
    def expired(self) -> bool:
        """Whether its time, or that of an exemption that it rests on, is over."""
        return self.state in (EXPIRED, LAPSED)

    @property
    def needs_recheck(self) -> bool:
        """Whether it was assessed under an older version."""
        return (
            self.assessment is not None and self.version is not None and self.assessment.version_id != self.version.id
        )

    @property
    def failed(self) -> bool:
        """Whether it is not met, or was met and has expired, or rests on an exemption that lapsed."""
        return self.state in (EXPIRED, LAPSED, Compliance.NOT_MET)

    @property
    def signed(self) -> bool:
        """Whether an assurer signed it."""
        return self._signoff is not None and self._signoff.signed

    @property
    def sent_back(self) -> bool:
        """Whether an assurer sent it back."""
        return self._signoff is not None and not self._signoff.signed

    @property
    def _signoff(self) -> SignOff | None:
        found = self.assessment.signoff if self.assessment else None
        return found if found and (self.known_by is None or found.recorded_at < self.known_by) else None

    @property
    def local(self) -> bool:
        """Whether each adopting force shows it for its own use."""
        return self.standard.judged_on == "adoption"


def standards_of(
    tool_id: int,
    content: Mapping[str, Any],
    *,
    adoption_id: int | None = None,
    reader: Actor | None = None,
    owner_id: int | None = None,
) -> list[StandardState]:
    """Standards that apply to these answers, or that were assessed, in the library's order: two statements.

    Pass the answers that the reader may see, so that nothing hidden is told by what applies. For an adoption, those
    that each force shows for its own use.
    """
    day = today()
    current = {item.version.standard_id: item for item in _assessments(tool_id, adoption_id)}
    return [
        StandardState(
            standard,
            tuple(reasons(standard.applies_when, content)),
            found,
            day,
            standard.versions[-1] if standard.versions else None,
            found.proof if found is not None and may_read_proof(reader, found, owner_id) else None,
        )
        for standard, found in ((standard, current.get(standard.id)) for standard in library_in_order())
        if found is not None
        or (applies(standard.applies_when, content) and (adoption_id is None or standard.judged_on == "adoption"))
    ]


def may_read_proof(reader: Actor | None, assessment: Assessment, owner_id: int | None = None) -> bool:
    """Proof in words and files are policing's and the people's of who answers for it, until an assurer released them."""
    if assessment.signoff is not None and assessment.signoff.releases_proof:
        return True
    return reader is not None and (reader.policing or owner_id in reader.organisations)


def library_in_order() -> Sequence[Standard]:
    """Every standard with its versions, in order: one statement."""
    return (
        db.session.scalars(select(Standard).options(joinedload(Standard.versions)).order_by(Standard.position))
        .unique()
        .all()
    )


def readable_tool(actor: Actor, slug: str) -> Tool:
    """The tool, live for its readers, or a draft for its owner's people. Raises as the tool's own page does."""
    tool = known_tool(actor, slug)
    if tool.suspended_at is None and allows(actor, Permission.TOOL_DRAFT_READ, tool):
        return tool
    return live_tool(actor, slug)


def _assessments(tool_id: int, adoption_id: int | None) -> Sequence[Assessment]:
    return db.session.scalars(
        select(Assessment)
        .where(
            Assessment.tool_id == tool_id,
            Assessment.adoption_id.is_(None) if adoption_id is None else Assessment.adoption_id == adoption_id,
            Assessment.replaced_by_id.is_(None),
        )
        .options(joinedload(Assessment.version), joinedload(Assessment.signoff))
        .order_by(Assessment.id)
    ).all()
