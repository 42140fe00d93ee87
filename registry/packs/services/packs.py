"""Making a force's pack, checking what it inherits, and signing it."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from registry.assurance.services import take_all
from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Invalid, NotFound, WrongState
from registry.core.events import emit
from registry.core.replacing import put_in_place
from registry.organisations.queries import organisation
from registry.packs.events import PackChecked, PackMade, PackSigned
from registry.packs.models import AdoptionPack, PackCheck, Source
from registry.packs.queries.inherited import Inherited
from registry.packs.queries.pack import Pack, current, pack
from registry.replication.services.steps import Place, lock_tool, readable_tool
from registry.rules.answers import tidy
from registry.rules.policy import Actor, Permission, require
from registry.rules.words import POLICING_KINDS, Compliance

LONGEST, LONGEST_ROLE = 5_000, 200
OTHER_PACK = (
    "A new pack was made after you opened the page, and nothing was saved. This is the new one, with what you sent: look "
    "at it again before you send it."
)


@dataclass(frozen=True)
class Checked:
    """What was found of an inherited answer: that it holds here as the owner says it, or what holds instead."""

    words: str = ""
    compliance: str = ""
    holds: bool = False


@command
def make(actor: Actor, slug: str, organisation_slug: str) -> AdoptionPack:
    """Give the actor's force a pack from the live version of a tool's record; one that it had ends and is kept.

    With it the force takes over what the owner says of standards that each force shows itself, as drafts of its own.
    Raises as the tool's page does, NotAllowed to all but the force's contributors and leads.
    """
    tool = readable_tool(actor, _number(slug))
    home = organisation(organisation_slug)
    require(actor, Permission.PACK_MAKE, Place(tool.id, home.id))
    if home.kind not in POLICING_KINDS or home.synthetic != tool.synthetic or tool.version_id is None:
        raise WrongState("A pack is for a police organisation, and an invented tool's for an invented one.")
    lock_tool(tool.id)
    old = current(tool.id, home.id)
    if old is not None:
        old.ended_at = clock.now()
        db.session.flush()
    row = AdoptionPack(
        tool_id=tool.id,
        organisation_id=home.id,
        version_id=tool.version_id,
        made_at=clock.now(),
        made_by_id=actor.id,
        synthetic=tool.synthetic,
    )
    db.session.add(row)
    db.session.flush()
    emit(
        PackMade(
            actor_id=actor.id,
            tool_id=tool.id,
            organisation_id=home.id,
            pack_id=row.id,
            version_id=row.version_id,
            replaces_id=old.id if old else None,
        )
    )
    take_all(actor, slug, organisation_slug)
    return row


@command
def check(
    actor: Actor, slug: str, organisation_slug: str, key: str, said: Checked, shown: int | None = None
) -> PackCheck:
    """Say of one inherited answer that it holds here, or what holds instead. `shown` is the pack that a page showed.

    Raises NotAllowed to those whose role does not let them, NotFound for what is not inherited, Invalid for what cannot
    be and where another pack stands than was shown, and WrongState once the pack is signed.
    """
    found = _opened(actor, Permission.PACK_CHECK, slug, organisation_slug, shown)
    one = next((one for one in found.inherited if one.key == key), None)
    if one is None:
        raise NotFound("There is no such answer in this pack.")
    words = tidy(said.words)
    wrong = _wrong(one, said, words)
    if wrong:
        raise Invalid("Nothing was saved. Mend what is marked and send it again.", wrong)
    if said.holds:
        return _checked(actor, found, one, None, None)
    return _checked(actor, found, one, words, Compliance(said.compliance) if said.compliance else None)


@command
def confirm_all(
    actor: Actor, slug: str, organisation_slug: str, keys: Collection[str], shown: int | None = None
) -> int:
    """Say of several inherited answers that each holds here as it stands; returns how many. Raises as `check` does."""
    found = _opened(actor, Permission.PACK_CHECK, slug, organisation_slug, shown)
    wanted = [one for one in found.to_check if one.key in keys]
    if not wanted:
        raise Invalid("Nothing was saved.", {"keys": "Tick what you have looked at and found to hold at your force."})
    for one in wanted:
        _checked(actor, found, one, None, None)
    return len(wanted)


@command
def sign(actor: Actor, slug: str, organisation_slug: str, role: str, shown: int | None = None) -> AdoptionPack:
    """Sign the pack, in a role. Refused while something in `Pack.unchecked` stands, and without a role.

    Else raises as `check` does.
    """
    found = _opened(actor, Permission.PACK_SIGN, slug, organisation_slug, shown)
    role = tidy(role, lines=False)
    wrong = {}
    if found.unchecked:
        wrong[""] = "Not everything that is inherited is checked. Confirm or change first what stands in the list."
    if not role:
        wrong["role"] = "Say in which role you sign, for example Senior information risk owner."
    elif len(role) > LONGEST_ROLE:
        wrong["role"] = f"Shorten the role to {LONGEST_ROLE} characters or fewer."
    if wrong:
        raise Invalid("The pack was not signed.", wrong)
    row = found.row
    row.signed_at, row.signed_by_id, row.signed_role = clock.now(), actor.id, role
    emit(PackSigned(actor_id=actor.id, tool_id=row.tool_id, organisation_id=row.organisation_id, pack_id=row.id))
    return row


def _opened(actor: Actor, permission: Permission, slug: str, organisation_slug: str, shown: int | None) -> Pack:
    """The pack as it is now, kept from changing until the action is over.

    Raises Invalid where it is not the one that was shown, WrongState once it is signed.
    """
    before = pack(actor, slug, organisation_slug)
    require(actor, permission, Place(before.tool.id, before.organisation.id))
    lock_tool(before.tool.id)
    found = pack(actor, slug, organisation_slug)
    if shown not in (None, found.row.id):
        raise Invalid(OTHER_PACK, {"": OTHER_PACK})
    if found.row.signed_at is not None:
        raise WrongState("This pack is signed. Make a new one to change it.")
    return found


def _wrong(one: Inherited, said: Checked, words: str) -> dict[str, str]:
    """What cannot be said of an inherited answer. Words that stood there already say nothing new."""
    wrong = {}
    own = one.check.words if one.check else None
    if len(words) > LONGEST:
        wrong["words"] = f"Shorten this to {LONGEST:,} characters or fewer."
    if said.compliance and (one.source is not Source.ASSESSMENT or said.compliance not in set(Compliance)):
        wrong["compliance"] = "Choose where your force stands."
    elif said.holds:
        if words not in ("", one.words, own) or said.compliance not in ("", one.compliance, one.stands):
            wrong["holds"] = "You ticked that it holds here, and said something else below. Take one of the two back."
    elif not words or words == one.words:
        wrong["words"] = "Say what holds at your force instead, or tick that it holds here as the owner says it."
    return wrong


def _checked(actor: Actor, found: Pack, one: Inherited, words: str | None, compliance: Compliance | None) -> PackCheck:
    row = PackCheck(
        pack_id=found.row.id,
        source=one.source,
        code=one.code,
        words=words,
        compliance=compliance,
        checked_at=clock.now(),
        checked_by_id=actor.id,
    )
    put_in_place(row, one.check)
    emit(
        PackChecked(
            actor_id=actor.id,
            tool_id=found.tool.id,
            organisation_id=found.organisation.id,
            pack_id=found.row.id,
            source=one.source,
            code=one.code,
            own=words is not None or compliance is not None,
        )
    )
    return row


def _number(slug: str) -> int:
    return db.session.scalar(select(Tool.id).where(Tool.slug == slug)) or 0
