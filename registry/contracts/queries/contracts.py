"""Contracts behind tools, each reader only those that they may read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from registry.catalogue.models import Contract, ContractParty, Term, Tool
from registry.catalogue.queries.tools import GONE, known_tool
from registry.core import clock
from registry.core.db import db
from registry.core.errors import NotFound, Withdrawn
from registry.organisations.models import Organisation
from registry.organisations.queries import by_ids, of_kinds
from registry.replication.models import Adoption
from registry.replication.queries.scope import released_to
from registry.rules import staleness
from registry.rules.policy import Actor, Permission, allows, require
from registry.rules.words import POLICING_KINDS, OrganisationKind, Role, Visibility

ROUTES = "procurement-route"


@dataclass(frozen=True)
class ContractsPage:
    """The contracts about one tool that the reader may read, and what they may do."""

    tool: Tool
    contracts: Sequence[Contract]
    routes: Mapping[str, str]
    records: bool
    mine: frozenset[int]  # contracts that the actor may change
    releases: frozenset[int]  # contracts that the actor may release


@dataclass(frozen=True)
class ContractChoices:
    """What the form of a contract offers."""

    tool: Tool
    contract: Contract | None  # the one that is changed
    homes: Sequence[Organisation]
    suppliers: Sequence[Organisation]
    organisations: Sequence[Organisation]
    routes: Mapping[str, str]


def contracts_page(actor: Actor, slug: str) -> ContractsPage:
    """The contracts about a tool: at most five statements. Raises as `known_tool` does, and Withdrawn."""
    tool = _tool(actor, slug)
    found = list(contracts_of(actor, tool.id))
    return ContractsPage(
        tool,
        found,
        routes(),
        bool(_homes(actor, tool)),
        frozenset(one.id for one in found if allows(actor, Permission.CONTRACT_RECORD, one)),
        frozenset(one.id for one in found if allows(actor, Permission.CONTRACT_RELEASE, one)),
    )


def contracts_of(actor: Actor, tool_id: int) -> Sequence[Contract]:
    """The contracts about a readable tool that the actor may read, the last to end first: two statements."""
    return db.session.scalars(
        select(Contract)
        .where(Contract.tool_id == tool_id, standing(), open_to(actor))
        .options(*loaded(actor))
        .order_by(Contract.ends_on.desc(), Contract.id)
        .limit(200)
        .execution_options(populate_existing=True)
    ).all()


def standing() -> ColumnElement[bool]:
    """Contracts as they stand: not replaced by a later row and not taken back."""
    return and_(Contract.replaced_by_id.is_(None), Contract.withdrawn_at.is_(None))


def open_to(actor: Actor) -> ColumnElement[bool]:
    """Contracts that the actor may read where they may read the tool: the SQL twin of `contract:read`.

    One of an organisation that keeps to itself that it has the tool would tell of that, so it is kept with it.
    """
    released = [Contract.visibility == Visibility.PUBLIC]
    if actor.policing:
        released.append(Contract.visibility == Visibility.POLICING)
    kept = exists().where(*_kept(actor, Contract, Contract.organisation_id))
    return or_(and_(or_(*released), ~kept), _own(actor, Contract))


def told(actor: Actor) -> ColumnElement[bool]:
    """Who shares a contract, as far as the actor may be told: not whoever keeps to itself that it has the tool.

    The two sides of the contract know all who share it.
    """
    one = aliased(Contract)
    of_it = one.id == ContractParty.contract_id
    kept = exists().where(of_it, *_kept(actor, one, ContractParty.organisation_id))
    return or_(~kept, exists().where(of_it, _own(actor, one)))


def loaded(actor: Actor) -> tuple[ExecutableOption, ...]:
    """What a list shows of each contract, with those who share it as far as the actor may be told."""
    return *SIDES, selectinload(Contract.parties.and_(told(actor))).joinedload(ContractParty.organisation)


def _kept(actor: Actor, one: Any, organisation_id: Any) -> tuple[Any, ...]:
    """Adoptions by an organisation of the tool of a contract that are not released to the actor."""
    here = Adoption.tool_id == one.tool_id, Adoption.organisation_id == organisation_id
    return *here, Adoption.is_current, ~released_to(actor)


def _own(actor: Actor, one: Any) -> ColumnElement[bool]:
    """Contracts of the actor's own organisations, on either side."""
    own = actor.organisations
    return or_(one.organisation_id.in_(own), one.supplier_id.in_(own)) if own else false()


def contract_to(permission: Permission, actor: Actor, slug: str, contract_id: int) -> Contract:
    """A standing contract that the actor may read and may do this to, with its tool.

    Raises NotFound to those who may not know of it, NotAllowed to those who may not do it.
    """
    tool = _tool(actor, slug)
    found = db.session.scalar(
        select(Contract)
        .where(Contract.id == contract_id, Contract.tool_id == tool.id, standing(), open_to(actor))
        .options(*WHOLE)
        .execution_options(populate_existing=True)
    )
    if found is None or not allows(actor, Permission.CONTRACT_READ, found):
        raise NotFound("There is no such contract, or it was replaced or taken back meanwhile.")
    require(actor, permission, found)
    return found


def contract_choices(actor: Actor, slug: str, contract_id: int | None = None) -> ContractChoices:
    """What is offered to whoever records a contract, or changes one. Raises as `contract_to` does."""
    contract = contract_to(Permission.CONTRACT_RECORD, actor, slug, contract_id) if contract_id else None
    tool = contract.tool if contract else _tool(actor, slug)
    homes = [contract.organisation] if contract else homes_for(actor, tool)
    known = of_kinds(*POLICING_KINDS, OrganisationKind.SUPPLIER)
    alike = [found for found in known if found.synthetic == tool.synthetic]
    return ContractChoices(
        tool,
        contract,
        homes,
        [found for found in alike if found.kind is OrganisationKind.SUPPLIER],
        [found for found in alike if found.kind is not OrganisationKind.SUPPLIER],
        routes(),
    )


def homes_for(actor: Actor, tool: Tool) -> list[Organisation]:
    """The policing organisations whose contract about this tool the actor may record.

    Raises NotAllowed, saying whom to ask, when there is none.
    """
    homes = _homes(actor, tool)
    if not homes:
        require(actor, Permission.CONTRACT_RECORD, Contract(organisation_id=0, tool_id=tool.id))
    return homes


def recorders(actor: Actor) -> frozenset[int]:
    """The organisations where the actor's role lets them record a contract."""
    return actor.at(Role.CONTRIBUTOR) | actor.at(Role.LEAD)


def routes() -> dict[str, str]:
    """The ways in which a contract comes about: one statement."""
    rows = db.session.execute(select(Term.code, Term.label).where(Term.vocabulary == ROUTES).order_by(Term.position))
    return {row.code: row.label for row in rows}


def is_old(stated_on: date) -> bool:
    """Whether the facts of a contract were last true more than 12 months ago, as far as was said."""
    return staleness.is_old(stated_on, clock.today())


def _homes(actor: Actor, tool: Tool) -> list[Organisation]:
    at = by_ids(recorders(actor)).values()
    found = [one for one in at if one.kind in POLICING_KINDS and one.synthetic == tool.synthetic]
    return sorted(found, key=lambda one: one.name)


def _tool(actor: Actor, slug: str) -> Tool:
    tool = known_tool(actor, slug)
    if tool.suspended_at is not None:
        raise Withdrawn(GONE, restore=tool.slug if allows(actor, Permission.TOOL_RESTORE, tool) else "")
    return tool


SIDES = (joinedload(Contract.organisation), joinedload(Contract.supplier))
WHOLE = (  # for those whose contract it is
    *SIDES,
    joinedload(Contract.tool),
    selectinload(Contract.parties).joinedload(ContractParty.organisation),
)
