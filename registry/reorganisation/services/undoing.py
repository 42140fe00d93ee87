"""Undoing a change by an entry of its own: what moved goes back, unless it has changed since."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict, Invalid, NotFound, WrongState
from registry.core.events import emit, seal
from registry.organisations.models import FormerName, Organisation, Succession
from registry.organisations.services.rehoming import Act, Found, Moved
from registry.reorganisation.events import OrganisationChangeUndone
from registry.reorganisation.models import Rehomed, Reorganisation, ReorganisationPart
from registry.reorganisation.services.changing import CHANGED, keep, lock
from registry.reorganisation.services.details import named
from registry.reorganisation.services.kinds import KINDS, everything_at
from registry.rules import policy
from registry.rules.answers import tidy
from registry.rules.policy import Actor, Permission
from registry.rules.words import ReorganisationKind

STAYS = ("mailbox",)  # of what began since: it stays with the organisation that ends


@dataclass(frozen=True)
class UndoPlan:
    """What undoing a change would do."""

    entry: Reorganisation
    before: Sequence[Organisation]
    after: Sequence[Organisation]
    ends: Sequence[Organisation]  # those that began with the change
    moved: Sequence[Rehomed]
    since: Sequence[Found]  # what began or changed since at those that end

    @cached_property
    def digest(self) -> str:
        """What a confirmation refers to."""
        return seal("", [self.entry.id, len(self.moved), [(one.key, one.shown) for one in self.since]])


def undo_plan(actor: Actor, reorganisation_id: int) -> UndoPlan:
    """What undoing would do. Raises NotAllowed, NotFound, and WrongState for what can no longer be undone."""
    policy.require(actor, Permission.ORGANISATION_CHANGE)
    return _planned(reorganisation_id)


@command
def undo(actor: Actor, reorganisation_id: int, reason: str, rest: str, shown: str) -> Reorganisation:
    """Undo a change as its plan showed; `rest` is the address of who takes what began since.

    Raises NotAllowed to all but the registrar, Invalid without a reason or that choice, Conflict when something has
    changed since the plan was shown, WrongState for what was undone already or overtaken.
    """
    policy.require(actor, Permission.ORGANISATION_CHANGE)
    found = _locked(reorganisation_id)
    if found.digest != shown:
        raise Conflict(CHANGED)
    target = next((one for one in found.before if one.slug == rest), None)
    wrong = {} if tidy(reason) else {"reason": "Say why, in a sentence or two"}
    if found.since and target is None:
        wrong["rest"] = "Choose who takes what began since"
    if wrong:
        raise Invalid("The change was not undone. Mend what is marked.", wrong)
    entry = _entry(actor, found.entry, reason)
    act = Act(actor.id, clock.today(), entry.recorded_at, "The change of organisations was undone.")
    _back(act, entry, found)
    if target is not None:
        _rest(act, entry, found, target)
    _restore(entry, found)
    for one in (*found.before, *(end for end in found.after if end not in found.before)):
        emit(OrganisationChangeUndone(actor_id=actor.id, organisation_id=one.id, reorganisation_id=entry.id))
    return entry


def _locked(reorganisation_id: int) -> UndoPlan:
    first = _planned(reorganisation_id)
    homes = {one.id for one in (*first.before, *first.after)}
    tools = {found.tool_id for found in everything_at(homes, clock.today()) if found.tool_id is not None}
    lock(tools, homes)
    return _planned(reorganisation_id)


def _planned(reorganisation_id: int) -> UndoPlan:
    entry = db.session.get(Reorganisation, reorganisation_id, populate_existing=True)
    if entry is None:
        raise NotFound("No such change.")
    before, after = _side(entry, "before"), _side(entry, "after")
    _refuse_overtaken(entry)
    moved = db.session.scalars(select(Rehomed).where(Rehomed.reorganisation_id == entry.id).order_by(Rehomed.id)).all()
    _refuse_taken(moved)
    begun = {row.subject_id for row in moved if row.subject == "organisation-begun"}
    ends = [one for one in after if one.id in begun]
    return UndoPlan(entry, before, after, ends, moved, _since({one.id for one in ends}, moved))


def _since(homes: set[int], moved: Sequence[Rehomed]) -> list[Found]:
    """What stands at those that end, and would not go back by itself."""
    if not homes:
        return []
    known = {(row.subject, row.subject_id) for row in moved}
    begun = {(row.subject, row.after.get("begun_id")) for row in moved}
    touched = {
        (row.subject, row.after["begun_id"]): str(row.after["revision"]) for row in moved if "revision" in row.after
    }
    return [
        found
        for found in everything_at(homes, clock.today())
        if found.subject not in STAYS
        and (found.subject, found.id) not in known
        and (
            (found.subject, found.id) not in begun or touched.get((found.subject, found.id), found.shown) != found.shown
        )
    ]


def _side(entry: Reorganisation, side: str) -> list[Organisation]:
    rows = (
        select(Organisation)
        .join(ReorganisationPart, ReorganisationPart.organisation_id == Organisation.id)
        .where(ReorganisationPart.reorganisation_id == entry.id, ReorganisationPart.side == side)
        .order_by(Organisation.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(rows))


def _refuse_overtaken(entry: Reorganisation) -> None:
    if entry.kind is ReorganisationKind.UNDO:
        raise WrongState("An undoing is not undone. Make the change again instead.")
    undone = aliased(Reorganisation)
    if db.session.scalar(select(undone.id).where(undone.undoes_id == entry.id)) is not None:
        raise WrongState("This change was undone already.")
    own, other = aliased(ReorganisationPart), aliased(ReorganisationPart)
    later = (
        select(Reorganisation.id)
        .join(other, other.reorganisation_id == Reorganisation.id)
        .join(own, own.organisation_id == other.organisation_id)
        .where(
            own.reorganisation_id == entry.id,
            Reorganisation.id > entry.id,
            Reorganisation.kind != ReorganisationKind.UNDO,
            Reorganisation.id.not_in(select(undone.undoes_id).where(undone.undoes_id.is_not(None))),
        )
    )
    if db.session.scalar(later.limit(1)) is not None:
        raise WrongState("A later change is about the same organisations. Undo that one first.")


def _refuse_taken(moved: Sequence[Rehomed]) -> None:
    """A name goes back only where no other organisation has taken it since."""
    for row in moved:
        other = named(row.before["name"]) if row.subject == "name" else None
        if other is not None and other.name != row.after["name"]:
            raise WrongState(f"Another organisation is called {other.name} now. Give that one another name first.")


def _entry(actor: Actor, undone: Reorganisation, reason: str) -> Reorganisation:
    entry = Reorganisation(
        kind=ReorganisationKind.UNDO,
        happened_on=clock.today(),
        reason=tidy(reason),
        undoes_id=undone.id,
        recorded_at=clock.now(),
        recorded_by_id=actor.id,
    )
    db.session.add(entry)
    db.session.flush()
    return entry


def _back(act: Act, entry: Reorganisation, found: UndoPlan) -> None:
    """Move each row back; what changed since is kept as left."""
    groups: dict[str, list[Moved]] = defaultdict(list)
    for row in found.moved:
        if row.subject in KINDS:
            groups[row.subject].append(Moved(row.subject, row.subject_id, row.before, row.after))
    for subject, rows in groups.items():
        back = KINDS[subject].back(act, rows)
        keep(entry, [Moved(one.subject, one.id, one.after, {"left": True}) if one.left else one for one in back])


def _rest(act: Act, entry: Reorganisation, found: UndoPlan, target: Organisation) -> None:
    """What began since goes to the one that was chosen."""
    pairs: dict[str, list[tuple[Found, int]]] = defaultdict(list)
    for one in everything_at({end.id for end in found.ends}, act.on):
        if one.subject not in STAYS:
            pairs[one.subject].append((one, target.id))
    for subject, some in pairs.items():
        keep(entry, KINDS[subject].move(act, some))


def _restore(entry: Reorganisation, found: UndoPlan) -> None:
    """Names and days as they were; what ends again ends yesterday, so that no earlier day changes."""
    for row in found.moved:
        if row.subject == "organisation":
            db.session.get_one(Organisation, row.subject_id).valid_to = None
        elif row.subject == "organisation-begun":
            _end(db.session.get_one(Organisation, row.subject_id))
        elif row.subject == "name":
            _rename_back(entry, db.session.get_one(FormerName, row.subject_id), row)
    ids = {one.id for one in found.before}
    heirs = {one.id for one in found.after}
    for followed in db.session.scalars(
        select(Succession).where(
            Succession.predecessor_id.in_(ids),
            Succession.successor_id.in_(heirs),
            Succession.happened_on == found.entry.happened_on,
            Succession.undone_at.is_(None),
        )
    ):
        followed.undone_at = entry.recorded_at
    sides: list[tuple[str, Sequence[Any]]] = [("before", found.after), ("after", found.before)]
    db.session.add_all(
        ReorganisationPart(reorganisation_id=entry.id, organisation_id=one.id, side=side)
        for side, some in sides
        for one in some
    )
    db.session.flush()


def _end(organisation: Organisation) -> None:
    yesterday: date = clock.today() - timedelta(days=1)
    organisation.valid_to = max(organisation.valid_from or yesterday, yesterday)


def _rename_back(entry: Reorganisation, former: FormerName, row: Rehomed) -> None:
    organisation = db.session.get_one(Organisation, former.organisation_id)
    former.undone_at = entry.recorded_at
    db.session.add(
        FormerName(
            organisation_id=organisation.id,
            name=organisation.name,
            until=clock.today(),
            recorded_at=entry.recorded_at,
        )
    )
    organisation.name = row.before["name"]
