"""Who helps to write a record, and who was asked to."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import joinedload

from registry.accounts.models import Membership, Person
from registry.catalogue.models import Collaborator, Tool
from registry.catalogue.queries.drafts import draft
from registry.catalogue.queries.transfers import Former, former_owners, open_offer
from registry.core import clock
from registry.core.db import db
from registry.core.errors import NotFound
from registry.organisations.models import EmailDomain, Organisation
from registry.organisations.queries import email_domain
from registry.rules.policy import Actor, Permission, allows
from registry.rules.words import POLICING_KINDS, OrganisationKind

HELPING_KINDS = POLICING_KINDS | {OrganisationKind.ACADEMIC}
ACADEMIC_DOMAIN = ".ac.uk"
NOT_YOURS = (
    "There is no such invitation for you, or it is over: it was answered, taken back or is more than 14 days old. "
    "Sign in with the address that it was sent to, or ask the force that invited you for a new one."
)


@dataclass(frozen=True)
class Helper:
    """Somebody who helps or was asked to; the address is for the owner's leads and themselves."""

    id: int
    email: str
    organisations: tuple[str, ...]  # known once they said yes
    row: Collaborator
    mine: bool

    @property
    def helps(self) -> bool:
        """Whether they said yes."""
        return self.row.accepted_at is not None

    @property
    def lapsed(self) -> bool:
        """Whether the invitation ran out unanswered."""
        return self.row.accepted_at is None and self.row.expires_at <= clock.now()


@dataclass(frozen=True)
class PeoplePage:
    """Everybody who has to do with a record, as far as the reader may know."""

    tool: Tool
    helpers: Sequence[Helper]
    offer: object | None  # the open transfer
    former: Sequence[Former]
    invites: bool
    hands_over: bool


def people_page(actor: Actor, slug: str) -> PeoplePage:
    """Who helps with a record, for those who may read its draft: five statements. Raises NotFound as `draft` does.

    Addresses stand there for the owner's leads and for the person themselves alone.
    """
    tool = draft(actor, slug)
    invites = allows(actor, Permission.COLLABORATOR_INVITE, tool)
    rows = db.session.scalars(
        select(Collaborator)
        .where(Collaborator.tool_id == tool.id, Collaborator.ended_at.is_(None))
        .order_by(Collaborator.id)
    ).all()
    shown = [row for row in rows if invites or row.accepted_at is not None]
    names = _organisations_of([row.person_id for row in shown if row.person_id])
    helpers = [
        Helper(
            row.id,
            row.email if invites or row.person_id == actor.id else "",
            tuple(names.get(row.person_id or 0, ())),
            row,
            row.person_id == actor.id,
        )
        for row in shown
    ]
    return PeoplePage(
        tool,
        helpers,
        open_offer(tool.id),
        former_owners(tool.id),
        invites,
        allows(actor, Permission.TRANSFER_OFFER, tool),
    )


def waiting() -> ColumnElement[bool]:
    """Invitations that can still be accepted."""
    return and_(
        Collaborator.accepted_at.is_(None), Collaborator.ended_at.is_(None), Collaborator.expires_at > clock.now()
    )


def invitation(actor: Actor, collaborator_id: int) -> Collaborator:
    """The open invitation that was sent to the actor's own address. Raises NotFound for any other.

    Its `person_id` is set, unsaved, to whose it is, so that the policy can be asked.
    """
    found = db.session.scalar(
        select(Collaborator)
        .where(Collaborator.id == collaborator_id, waiting(), _mine(actor))
        .options(joinedload(Collaborator.tool).joinedload(Tool.owner))
        .execution_options(populate_existing=True)
    )
    if found is None or found.tool.suspended_at is not None:
        raise NotFound(NOT_YOURS)
    return found


def invitations_for(actor: Actor) -> Sequence[Collaborator]:
    """What the actor is asked to help with, oldest first: one statement."""
    if actor.id is None:
        return []
    return db.session.scalars(
        select(Collaborator)
        .join(Collaborator.tool)
        .where(waiting(), _mine(actor), Tool.suspended_at.is_(None))
        .options(joinedload(Collaborator.tool).joinedload(Tool.owner))
        .order_by(Collaborator.id)
        .limit(100)
    ).all()


def helped_tools(actor: Actor) -> Sequence[Tool]:
    """The records that the actor helps to write: one statement, none for who helps nowhere."""
    if not actor.writes:
        return []
    return db.session.scalars(
        select(Tool).where(Tool.id.in_(actor.writes)).options(joinedload(Tool.owner)).order_by(Tool.name).limit(100)
    ).all()


def own_house(email: str, owner: Organisation) -> bool:
    """Whether an address lies in a domain of the owner's own."""
    domain: EmailDomain | None = email_domain(email)
    return domain is not None and domain.organisation_id == owner.id


def reachable(email: str) -> bool:
    """Whether an invitation may be mailed there: a policing or a university address, or that of somebody who may help.

    Asked as the mail is sent and never told to whoever invites, who so learns nothing of accounts.
    """
    if email.endswith(ACADEMIC_DOMAIN) or email_domain(email) is not None:
        return True
    helping = (
        select(Person.id)
        .join(Membership, and_(Membership.person_id == Person.id, Membership.ended_at.is_(None)))
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Person.email == email, Person.closed_at.is_(None), Organisation.kind.in_(HELPING_KINDS))
    )
    return db.session.scalar(helping.limit(1)) is not None


def still_waits(collaborator_id: int) -> Collaborator | None:
    """The invitation while it can be accepted and may be mailed."""
    found = db.session.scalar(select(Collaborator).where(Collaborator.id == collaborator_id, waiting()))
    return found if found is not None and reachable(found.email) else None


def _mine(actor: Actor) -> ColumnElement[bool]:
    own = exists().where(Person.id == actor.id, Person.closed_at.is_(None), Person.email == Collaborator.email)
    return or_(Collaborator.person_id == actor.id, own)


def _organisations_of(people: Sequence[int]) -> dict[int, list[str]]:
    if not people:
        return {}
    found: dict[int, list[str]] = {}
    rows = db.session.execute(
        select(Membership.person_id, Organisation.name)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id.in_(people), Membership.ended_at.is_(None))
        .distinct()
        .order_by(Organisation.name)
    )
    for row in rows:
        found.setdefault(row.person_id, []).append(row.name)
    return found
