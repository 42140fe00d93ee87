"""Making a force's pack, checking what it inherits, and signing it."""

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

LONGEST = 5_000


@dataclass(frozen=True)
class Checked:
    """What was found of an inherited answer: nothing typed says that it holds here as it stands."""

    words: str = ""
    compliance: str = ""


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
def check(actor: Actor, slug: str, organisation_slug: str, key: str, said: Checked) -> PackCheck:
    """Say of one inherited answer that it holds here, or what holds instead.

    Raises NotAllowed to those whose role does not let them, NotFound for what is not inherited, Invalid for what cannot
    be, and WrongState once the pack is signed.
    """
    found = _opened(actor, Permission.PACK_CHECK, slug, organisation_slug)
    one = next((one for one in found.inherited if one.key == key), None)
    if one is None:
        raise NotFound("There is no such answer in this pack.")
    words = tidy(said.words)
    wrong = {}
    if len(words) > LONGEST:
        wrong["words"] = f"Shorten this to {LONGEST:,} characters or fewer."
    if said.compliance and (one.source is not Source.ASSESSMENT or said.compliance not in set(Compliance)):
        wrong["compliance"] = "Choose where your force stands."
    elif said.compliance and said.compliance != one.compliance and not words:
        wrong["words"] = "Say what is different at your force."
    if wrong:
        raise Invalid("Nothing was saved. Mend what is marked and send it again.", wrong)
    own = words if words and words != one.words else None
    return _checked(actor, found, one, own, Compliance(said.compliance) if said.compliance else None)


@command
def confirm_all(actor: Actor, slug: str, organisation_slug: str, keys: list[str]) -> int:
    """Say of several inherited answers that each holds here as it stands; returns how many. Raises as `check` does."""
    found = _opened(actor, Permission.PACK_CHECK, slug, organisation_slug)
    wanted = [one for one in found.to_check if one.key in keys]
    if not wanted:
        raise Invalid("Nothing was saved.", {"keys": "Tick what you have looked at and found to hold at your force."})
    for one in wanted:
        _checked(actor, found, one, None, None)
    return len(wanted)


@command
def sign(actor: Actor, slug: str, organisation_slug: str, role: str) -> AdoptionPack:
    """Sign the pack, in a role. Refused while an inherited answer is unchecked, which is named, and without a role."""
    found = _opened(actor, Permission.PACK_SIGN, slug, organisation_slug)
    role = tidy(role, lines=False)
    wrong = {}
    if found.unchecked:
        named = "; ".join(found.unchecked)
        wrong["role"] = f"These are inherited and not checked: {named}. Confirm or change each first."
    elif not role or len(role) > 200:
        wrong["role"] = "Say in which role you sign, for example Senior information risk owner."
    if wrong:
        raise Invalid("The pack was not signed.", wrong)
    row = found.row
    row.signed_at, row.signed_by_id, row.signed_role = clock.now(), actor.id, role
    emit(PackSigned(actor_id=actor.id, tool_id=row.tool_id, organisation_id=row.organisation_id, pack_id=row.id))
    return row


def _opened(actor: Actor, permission: Permission, slug: str, organisation_slug: str) -> Pack:
    """The pack as it is now, kept from changing until the action is over. Raises WrongState once it is signed."""
    before = pack(actor, slug, organisation_slug)
    require(actor, permission, Place(before.tool.id, before.organisation.id))
    lock_tool(before.tool.id)
    found = pack(actor, slug, organisation_slug)
    if found.row.signed_at is not None:
        raise WrongState("This pack is signed. Make a new one to change it.")
    return found


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
