"""The next version of a standard: written as a draft, read over, activated. The registrar does it."""

import re
from dataclasses import dataclass

from sqlalchemy import delete, func, null, select

from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict, Invalid, NotFound
from registry.core.events import emit
from registry.rules import policy
from registry.rules.policy import Actor, Permission
from registry.standards.events import VersionActivated, VersionDiscarded, VersionDrafted
from registry.standards.models import Requirement, Standard, StandardVersion
from registry.standards.queries.library import standard
from registry.standards.queries.versions import draft_of

ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s]+")
LINE = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)\s*:\s*(\S.*)")
DATED = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
MOST = 100
OFFICES = ("assurer", "registrar")
OLDER = (
    "This draft was changed after you opened the page, or the form was sent twice. Nothing of what you sent was saved. "
    "Open it again and look before you go on."
)


@dataclass(frozen=True)
class VersionDetails:
    """A version as typed. `revision` is that of the draft which the page showed; 0 for none."""

    label: str
    published_on: str
    source: str
    note: str
    requirements: str
    exempted_by: str = "assurer"
    revision: int = 0

    def asked(self) -> list[tuple[str, str]]:
        """The requirements, each with its code, in the order typed; lines that cannot be read are left out."""
        lines = [LINE.fullmatch(line.strip()) for line in self.requirements.splitlines() if line.strip()]
        return [(found.group(1), found.group(2)) for found in lines if found]

    def wrong(self) -> dict[str, str]:
        """What may not be kept, by field."""
        wrong = {}
        if not self.label or len(self.label) > 200:
            wrong["label"] = "Say what the version is called, in 200 characters or fewer: 2.2, or the year."
        if self.published_on and not DATED.fullmatch(self.published_on):
            wrong["published_on"] = "Enter a year, a month or a day: 2026, 2026-03 or 2026-03-08."
        if not self.source or len(self.source) > 2_000:
            wrong["source"] = "Say where it can be read: an address, or a title."
        if len(self.note) > 5_000:
            wrong["note"] = "Shorten this to 5,000 characters or fewer."
        if self.exempted_by not in OFFICES:
            wrong["exempted_by"] = "Choose who approves exemptions."
        return wrong | self._wrong_lines()

    def _wrong_lines(self) -> dict[str, str]:
        typed = [line.strip() for line in self.requirements.splitlines() if line.strip()]
        unread = next((line for line in typed if not LINE.fullmatch(line)), None)
        codes = [code for code, _text in self.asked()]
        twice = next((code for code in codes if codes.count(code) > 1), None)
        if not typed:
            return {"requirements": "Write at least one requirement."}
        if unread is not None:
            return {"requirements": f"Begin each line with a code and a colon, as in “audit: …”. Not so: {unread[:80]}"}
        if twice is not None:
            return {"requirements": f"The code “{twice}” is used twice. Give each requirement one of its own."}
        if len(typed) > MOST or any(len(code) > 60 for code in codes) or any(len(line) > 2_000 for line in typed):
            return {"requirements": f"Up to {MOST} lines of 2,000 characters, with codes of 60 at most."}
        return {}


@command
def draft_version(actor: Actor, code: str, details: VersionDetails) -> StandardVersion:
    """Write the next version of a standard, or change the draft of it. Nobody else sees it until it is activated.

    Raises NotAllowed to all but registrars, Invalid for what is missing, Conflict over a newer draft.
    """
    policy.require(actor, Permission.STANDARD_VERSION)
    found = _locked(code)
    wrong = details.wrong()
    draft = draft_of(found.id)
    if (draft.revision if draft else 0) != details.revision:
        raise Conflict(OLDER)
    if any(version.label == details.label for version in found.versions):
        wrong["label"] = "There is a version of that name already."
    if wrong:
        raise Invalid("Nothing was saved. Mend what is marked.", wrong)
    if draft is None:
        # Without null() the column's default would activate it
        draft = StandardVersion(standard_id=found.id, position=_next(found.id), revision=0, activated_at=null())
    draft.label, draft.published_on = details.label, details.published_on or None
    draft.source, draft.note, draft.exempted_by = details.source, details.note or None, details.exempted_by
    draft.revision, draft.drafted_by_id = draft.revision + 1, actor.id
    db.session.add(draft)
    db.session.flush()
    _ask(draft, details.asked())
    emit(
        VersionDrafted(actor_id=actor.id, standard_id=found.id, version_id=draft.id, revision=draft.revision),
    )
    return draft


@command
def activate_version(actor: Actor, code: str, revision: int) -> StandardVersion:
    """Make the draft the current version. What was assessed against earlier ones needs a re-check, and fails nothing."""
    found, draft = _draft(actor, code, revision)
    draft.activated_at, draft.activated_by_id = clock.now(), actor.id
    draft.position = _next(found.id)
    emit(VersionActivated(actor_id=actor.id, standard_id=found.id, version_id=draft.id))
    return draft


@command
def discard_version(actor: Actor, code: str, revision: int) -> None:
    """Drop the draft of a version."""
    found, draft = _draft(actor, code, revision)
    emit(VersionDiscarded(actor_id=actor.id, standard_id=found.id, version_id=draft.id))
    db.session.execute(delete(Requirement).where(Requirement.version_id == draft.id))
    db.session.execute(delete(StandardVersion).where(StandardVersion.id == draft.id))
    db.session.expunge_all()


def _draft(actor: Actor, code: str, revision: int) -> tuple[Standard, StandardVersion]:
    policy.require(actor, Permission.STANDARD_VERSION)
    found = _locked(code)
    draft = draft_of(found.id)
    if draft is None:
        raise NotFound("There is no draft of this standard. It may have been activated or dropped since.")
    if draft.revision != revision:
        raise Conflict(OLDER)
    return found, draft


def _locked(code: str) -> Standard:
    found = standard(code)
    db.session.execute(select(Standard.id).where(Standard.id == found.id).with_for_update())
    return found


def _next(standard_id: int) -> int:
    highest = select(func.max(StandardVersion.position)).where(StandardVersion.standard_id == standard_id)
    return (db.session.scalar(highest) or 0) + 1


def _ask(draft: StandardVersion, asked: list[tuple[str, str]]) -> None:
    """Bring the draft's requirements in line with what was typed."""
    rows = {
        row.code: row for row in db.session.scalars(select(Requirement).where(Requirement.version_id == draft.id)).all()
    }
    for position, (code, text) in enumerate(asked, start=1):
        row = rows.pop(code, None)
        if row is None:
            db.session.add(Requirement(version_id=draft.id, code=code, text=text, position=position))
        else:
            row.text, row.position = text, position
    for row in rows.values():
        db.session.delete(row)
    db.session.flush()
