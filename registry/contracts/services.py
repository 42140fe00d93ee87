"""Recording what was bought from whom. A row never changes: a new one takes its place, and one taken back is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlsplit

from registry.catalogue.events import ContractConfirmed, ContractRecorded, ContractReleased, ContractWithdrawn
from registry.catalogue.models import Contract, ContractParty, Tool
from registry.catalogue.queries.drafts import locked_tool
from registry.catalogue.services.opening import open_to_suppliers
from registry.contracts.queries.contracts import ContractChoices, contract_choices, contract_to
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Invalid
from registry.core.events import emit
from registry.organisations.models import Organisation
from registry.organisations.services import SupplierDetails, add_supplier
from registry.rules import policy
from registry.rules.answers import tidy
from registry.rules.policy import Actor, Permission
from registry.rules.words import Visibility

EARLIEST = date(1990, 1, 1)
FURTHEST = timedelta(days=366 * 30)
LONGEST = 200


@dataclass(frozen=True)
class ContractDetails:
    """The facts of a contract as they are typed. Prices are not among them."""

    organisation: str  # whose contract; the slug
    supplier: str = ""  # the slug of one on the list
    supplier_name: str = ""  # or a new one
    supplier_number: str = ""
    supplier_another: bool = False
    route: str = ""
    framework: str = ""
    reference: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    shared_with: Sequence[str] = field(default_factory=tuple)
    notice_url: str = ""
    stated_on: date | None = None


@command
def record_contract(actor: Actor, slug: str, details: ContractDetails) -> Contract:
    """Record a contract about a tool; policing alone reads it until it is released.

    Raises NotAllowed to all but contributors and leads of the organisation whose contract it is, Invalid, field by
    field, for what cannot be.
    """
    choices = contract_choices(actor, slug)
    tool = locked_tool(choices.tool.slug)
    return _write(actor, tool, choices, details, None)


@command
def change_contract(actor: Actor, slug: str, contract_id: int, details: ContractDetails) -> Contract:
    """Replace a contract by a new row, which policing alone reads until it is released again.

    Raises as `record_contract` does, and NotFound when the row was replaced or taken back meanwhile.
    """
    contract_to(Permission.CONTRACT_RECORD, actor, slug, contract_id)
    tool = locked_tool(slug)
    choices = contract_choices(actor, slug, contract_id)
    return _write(actor, tool, choices, details, choices.contract)


@command
def release_contract(actor: Actor, slug: str, contract_id: int, visibility: Visibility, role: str) -> Contract:
    """Release a contract to everybody, saying in which role, or keep it to policing again; a new row says so.

    Raises NotAllowed to all but leads and assurers of the organisation whose contract it is, Invalid without a role.
    """
    contract_to(Permission.CONTRACT_RELEASE, actor, slug, contract_id)
    tool = locked_tool(slug)
    old = contract_to(Permission.CONTRACT_RELEASE, actor, slug, contract_id)
    role = tidy(role, lines=False)
    wrong = {}
    if visibility not in (Visibility.PUBLIC, Visibility.POLICING):
        wrong["visibility"] = "Choose who may see it."
    if not role or len(role) > LONGEST:
        wrong["role"] = "Say which role released it, for example Head of procurement, in 200 characters or fewer."
    if wrong:
        raise Invalid("Nothing was released. Mend what is marked and send it again.", wrong)
    new = _row_like(old, actor)
    new.visibility, new.released_by_role = visibility, role
    _put_in_place(new, old, [party.organisation_id for party in old.parties])
    emit(
        ContractReleased(
            actor_id=actor.id,
            tool_id=tool.id,
            organisation_id=new.organisation_id,
            contract_id=new.id,
            visibility=visibility.value,
            replaces_id=old.id,
        )
    )
    return new


@command
def confirm_contract(actor: Actor, slug: str, contract_id: int) -> Contract:
    """Say that the facts of a contract are still true: a new row like it carries today as their day.

    Raises NotAllowed to all but leads of the organisation whose contract it is, NotFound when it was replaced meanwhile.
    """
    contract_to(Permission.CONTRACT_CONFIRM, actor, slug, contract_id)
    tool = locked_tool(slug)
    old = contract_to(Permission.CONTRACT_CONFIRM, actor, slug, contract_id)
    new = _row_like(old, actor)
    new.visibility, new.released_by_role, new.stated_on = old.visibility, old.released_by_role, clock.today()
    _put_in_place(new, old, [party.organisation_id for party in old.parties])
    facts = {"tool_id": tool.id, "organisation_id": new.organisation_id, "contract_id": new.id}
    emit(ContractConfirmed(actor_id=actor.id, **facts, replaces_id=old.id))
    return new


@command
def withdraw_contract(actor: Actor, slug: str, contract_id: int) -> Tool:
    """Take a contract back: nobody is shown it any more, and its row stays. Raises as `change_contract` does."""
    contract_to(Permission.CONTRACT_RECORD, actor, slug, contract_id)
    tool = locked_tool(slug)
    row = contract_to(Permission.CONTRACT_RECORD, actor, slug, contract_id)
    row.withdrawn_at = clock.now()
    open_to_suppliers(tool, actor.id)
    emit(ContractWithdrawn(actor_id=actor.id, tool_id=tool.id, organisation_id=row.organisation_id, contract_id=row.id))
    return tool


def _write(
    actor: Actor, tool: Tool, choices: ContractChoices, details: ContractDetails, old: Contract | None
) -> Contract:
    home = next((found for found in choices.homes if found.slug == details.organisation), None)
    wrong = _problems(choices, details, home)
    if wrong or home is None:
        raise Invalid("The contract was not saved. Mend what is marked and send it again.", wrong)
    policy.require(actor, Permission.CONTRACT_RECORD, Contract(organisation_id=home.id, tool_id=tool.id))
    supplier = next((found for found in choices.suppliers if found.slug == details.supplier), None)
    if supplier is None:
        new = SupplierDetails(details.supplier_name, details.supplier_number, details.supplier_another)
        supplier = add_supplier(actor, new, tool.synthetic)
    row = Contract(
        tool_id=tool.id,
        organisation_id=home.id,
        supplier_id=supplier.id,
        route=details.route or None,
        framework=tidy(details.framework, lines=False) or None,
        starts_on=details.starts_on,
        ends_on=details.ends_on,
        reference=tidy(details.reference, lines=False) or None,
        notice_url=tidy(details.notice_url, lines=False) or None,
        visibility=Visibility.POLICING,
        stated_on=details.stated_on or clock.today(),
        recorded_at=clock.now(),
        recorded_by_id=actor.id,
        synthetic=tool.synthetic,
    )
    _put_in_place(row, old, [found.id for found in choices.organisations if found.slug in details.shared_with])
    emit(
        ContractRecorded(
            actor_id=actor.id,
            tool_id=tool.id,
            organisation_id=home.id,
            contract_id=row.id,
            replaces_id=old.id if old else None,
        )
    )
    open_to_suppliers(tool, actor.id)
    return row


def _put_in_place(row: Contract, old: Contract | None, parties: Sequence[int]) -> None:
    db.session.add(row)
    db.session.flush()
    db.session.add_all(ContractParty(contract_id=row.id, organisation_id=key) for key in parties)
    if old is not None:
        old.replaced_by_id = row.id
    db.session.flush()


def _row_like(old: Contract, actor: Actor) -> Contract:
    kept = (
        "tool_id",
        "organisation_id",
        "supplier_id",
        "route",
        "framework",
        "starts_on",
        "ends_on",
        "reference",
        "notice_url",
        "stated_on",
        "synthetic",
    )
    facts = {name: getattr(old, name) for name in kept}
    return Contract(**facts, recorded_at=clock.now(), recorded_by_id=actor.id)


def _problems(choices: ContractChoices, details: ContractDetails, home: Organisation | None) -> dict[str, str]:
    wrong = {}
    if home is None:
        wrong["organisation"] = "Choose whose contract it is."
    wrong |= _supplier_problems(choices, details)
    if details.route and details.route not in choices.routes:
        wrong["route"] = "Choose one of the routes on the list."
    for name, text in (("framework", details.framework), ("reference", details.reference)):
        if len(tidy(text, lines=False)) > LONGEST:
            wrong[name] = "Shorten this to 200 characters or fewer."
    if home is not None and home.slug in details.shared_with:
        wrong["shared_with"] = f"Leave out {home.name}: it is its own contract."
    elif not set(details.shared_with) <= {found.slug for found in choices.organisations}:
        wrong["shared_with"] = "Choose from the organisations on the list."
    return {**wrong, **_date_problems(details), **_address_problems(details.notice_url)}


def _supplier_problems(choices: ContractChoices, details: ContractDetails) -> dict[str, str]:
    typed = tidy(details.supplier_name, lines=False)
    if details.supplier and typed:
        return {"supplier": "Choose a supplier from the list or add a new one, not both."}
    if details.supplier and details.supplier not in {found.slug for found in choices.suppliers}:
        return {"supplier": "Choose a supplier from the list, or add a new one below."}
    if not details.supplier and not typed:
        return {"supplier": "Choose the supplier, or add a new one below."}
    return {}


def _date_problems(details: ContractDetails) -> dict[str, str]:
    wrong = {}
    today = clock.today()
    for name, day in (("starts_on", details.starts_on), ("ends_on", details.ends_on)):
        if day is not None and not EARLIEST <= day <= today + FURTHEST:
            wrong[name] = f"Check the year: it must be between {EARLIEST.year} and {(today + FURTHEST).year}."
    if not wrong and details.starts_on and details.ends_on and details.ends_on < details.starts_on:
        wrong["ends_on"] = "The end date must be on or after the start date."
    if details.stated_on is not None and details.stated_on > today:
        wrong["stated_on"] = "The day on which this was true cannot be in the future."
    elif details.stated_on is not None and details.stated_on < EARLIEST:
        wrong["stated_on"] = f"Check the year: it must be {EARLIEST.year} or later."
    return wrong


def _address_problems(address: str) -> dict[str, str]:
    typed = tidy(address, lines=False)
    if not typed:
        return {}
    message = "Enter the whole address of the notice, beginning with https://, in 500 characters or fewer."
    try:
        parts = urlsplit(typed)
        good = parts.scheme == "https" and bool(parts.hostname) and "." in (parts.hostname or "") and not parts.username
    except ValueError:
        good = False
    return {} if good and len(typed) <= 500 and " " not in typed else {"notice_url": message}
