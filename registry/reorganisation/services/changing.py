"""Carrying out a change of organisations: all of it in one action."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import timedelta

from sqlalchemy import select

from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict, Invalid
from registry.core.events import emit
from registry.organisations.models import FormerName, Organisation, Succession
from registry.organisations.services.rehoming import Act, Found, Moved, chunks
from registry.reorganisation.events import (
    OrganisationChange,
    OrganisationRenamed,
    OrganisationsMerged,
    OrganisationSplit,
)
from registry.reorganisation.models import Rehomed, Reorganisation, ReorganisationPart
from registry.reorganisation.services.details import Details, NewOrganisation, kind_of
from registry.reorganisation.services.kinds import KINDS
from registry.reorganisation.services.planning import Plan, planned
from registry.rules import policy
from registry.rules.answers import tidy
from registry.rules.policy import Actor, Permission
from registry.rules.words import ReorganisationKind

CHANGED = "What this change would move has changed since it was shown to you. Nothing was changed. Look at it again."
EVENTS: dict[ReorganisationKind, type[OrganisationChange]] = {
    ReorganisationKind.MERGE: OrganisationsMerged,
    ReorganisationKind.RENAME: OrganisationRenamed,
    ReorganisationKind.SPLIT: OrganisationSplit,
}


@command
def change(actor: Actor, details: Details, shown: str) -> Reorganisation:
    """Merge, rename or split organisations as the plan with this digest showed.

    Raises NotAllowed to all but the registrar, Invalid for what makes no sense or leaves a choice open, Conflict when
    something of the plan has changed since.
    """
    policy.require(actor, Permission.ORGANISATION_CHANGE)
    found = _locked(details)
    if found.digest != shown:
        raise Conflict(CHANGED)
    if found.undecided:
        raise Invalid("Choose for each record where it goes.", {"choices": "Choose for each record where it goes"})
    entry = _entry(actor, details)
    after = [*found.into, *(_begun(entry, found, new) for new in details.new)]
    if details.kind is ReorganisationKind.RENAME:
        after = [_renamed(entry, found.before[0], details)]
    else:
        _move(entry, found, {one.slug: one.id for one in after}, words_of(found))
        _follow(entry, found.leaving, after)
    db.session.add_all(_parts(entry, found.before, after))
    db.session.flush()
    for one in after:
        emit(EVENTS[details.kind](actor_id=actor.id, organisation_id=one.id, reorganisation_id=entry.id))
    return entry


def lock(tool_ids: Collection[int], organisation_ids: Collection[int]) -> None:
    """Wait for whoever is at one of these tools, then for whoever adds to one of these organisations: in that order."""
    for batch in chunks(sorted(tool_ids)):
        db.session.execute(select(Tool.id).where(Tool.id.in_(batch)).order_by(Tool.id).with_for_update(key_share=True))
    wanted = select(Organisation.id).where(Organisation.id.in_(organisation_ids))
    db.session.execute(wanted.order_by(Organisation.id).with_for_update())
    db.session.expire_all()


def keep(entry: Reorganisation, moved: Sequence[Moved]) -> None:
    """Keep what moved, before and after, so that it can be moved back."""
    db.session.add_all(
        Rehomed(
            reorganisation_id=entry.id,
            subject=row.subject,
            subject_id=row.id,
            before=dict(row.before),
            after=dict(row.after),
        )
        for row in moved
    )
    db.session.flush()


def words_of(found: Plan) -> str:
    """How the story of an adoption tells of the change; known to policing alone."""
    names = " and ".join(one.name for one in found.leaving)
    day = f"{found.details.on.day} {found.details.on:%B %Y}"
    return f"Taken over from {names}, which went into {' and '.join(found.names.values())} on {day}."


def _locked(details: Details) -> Plan:
    first = planned(details)
    tools = {line.found.tool_id for line in first.lines if line.found.tool_id is not None}
    lock(tools, [one.id for one in (*first.before, *first.into)])
    return planned(details)


def _entry(actor: Actor, details: Details) -> Reorganisation:
    entry = Reorganisation(
        kind=details.kind,
        happened_on=details.on,
        reason=tidy(details.reason),
        source_url=details.source_url or None,
        recorded_at=clock.now(),
        recorded_by_id=actor.id,
    )
    db.session.add(entry)
    db.session.flush()
    return entry


def _begun(entry: Reorganisation, found: Plan, new: NewOrganisation) -> Organisation:
    """A new organisation; a territorial one takes the place of the first of those before on the map."""
    first = found.before[0]
    merged = found.details.kind is ReorganisationKind.MERGE
    begun = Organisation(
        slug=new.address,
        name=tidy(new.name, lines=False),
        kind=kind_of(found.before),
        region=tidy(new.region, lines=False) or first.region,
        territorial=all(one.territorial for one in found.before),
        officers_fte=new.officers_fte,
        officers_date=new.figures_date if new.officers_fte is not None else None,
        officers_source=new.figures_source or None if new.officers_fte is not None else None,
        population=new.population,
        population_date=new.figures_date if new.population is not None else None,
        population_source=new.figures_source or None if new.population is not None else None,
        tile_col=first.tile_col if merged else None,
        tile_row=first.tile_row if merged else None,
        valid_from=entry.happened_on,
        valid_from_basis=entry.source_url,
        synthetic=first.synthetic,
    )
    db.session.add(begun)
    db.session.flush()
    keep(entry, [Moved("organisation-begun", begun.id, {}, {"valid_from": entry.happened_on.isoformat()})])
    return begun


def _renamed(entry: Reorganisation, organisation: Organisation, details: Details) -> Organisation:
    former = FormerName(
        organisation_id=organisation.id, name=organisation.name, until=details.on, recorded_at=entry.recorded_at
    )
    db.session.add(former)
    db.session.flush()
    name = tidy(details.name, lines=False)
    keep(entry, [Moved("name", former.id, {"name": organisation.name}, {"name": name})])
    organisation.name = name
    return organisation


def _move(entry: Reorganisation, found: Plan, ids: dict[str, int], words: str) -> None:
    act = Act(entry.recorded_by_id, entry.happened_on, entry.recorded_at, words)
    pairs: dict[str, list[tuple[Found, int]]] = defaultdict(list)
    for line in found.lines:
        pairs[line.found.subject].append((line.found, ids[line.to or ""]))
    for subject, some in pairs.items():
        keep(entry, KINDS[subject].move(act, some))


def _follow(entry: Reorganisation, before: Sequence[Organisation], after: Sequence[Organisation]) -> None:
    """The old ones end the day before, and the new ones follow them."""
    last = entry.happened_on - timedelta(days=1)
    for old in before:
        old.valid_to = last
        for new in after:
            db.session.add(
                Succession(
                    predecessor_id=old.id,
                    successor_id=new.id,
                    happened_on=entry.happened_on,
                    recorded_at=entry.recorded_at,
                )
            )
    taken_up = [one for one in after if one.valid_to is not None]
    keep(
        entry,
        [Moved("organisation-begun", one.id, {}, {"valid_from": entry.happened_on.isoformat()}) for one in taken_up],
    )
    for one in taken_up:
        one.valid_from, one.valid_to = entry.happened_on, None
    keep(entry, [Moved("organisation", old.id, {"valid_to": None}, {"valid_to": last.isoformat()}) for old in before])


def _parts(
    entry: Reorganisation, before: Sequence[Organisation], after: Sequence[Organisation]
) -> list[ReorganisationPart]:
    sides = (("before", before), ("after", after))
    return [
        ReorganisationPart(reorganisation_id=entry.id, organisation_id=one.id, side=side)
        for side, some in sides
        for one in some
    ]
