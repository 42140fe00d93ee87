"""Whom a published record is opened to: the organisations that it names, and the suppliers that its contracts name."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select

from registry.catalogue.events import SupplierNamed
from registry.catalogue.models import Access, Contract, Tool
from registry.catalogue.queries.scope import NAMED, SUPPLIER
from registry.core.db import db
from registry.core.events import emit
from registry.organisations.models import Organisation
from registry.organisations.queries import those_who_go_on
from registry.organisations.services import folded
from registry.rules.words import Visibility


def open_to_named(tool: Tool, content: Mapping[str, Any]) -> None:
    """Open a record that is for named organisations to those it names, or to whoever took over from them."""
    db.session.execute(delete(Access).where(Access.tool_id == tool.id, Access.reason == NAMED))
    slugs = content.get("named_organisations") or []
    if tool.visibility is Visibility.NAMED and slugs:
        ids = db.session.scalars(select(Organisation.id).where(Organisation.slug.in_(slugs)))
        heirs = those_who_go_on(ids.all())
        db.session.add_all(Access(tool_id=tool.id, organisation_id=id_, reason=NAMED) for id_ in heirs)


def open_to_suppliers(tool: Tool, actor_id: int | None) -> None:
    """Open a record to the suppliers that its contracts name, and close it to those that none names any more.

    A contract of the owner's opens it. One of another force does only where the record itself names that supplier, so
    that nobody opens another's record to a company of their choosing. Authorises nobody; runs inside a command.
    """
    db.session.flush()
    rows = db.session.execute(
        select(Contract.supplier_id, Contract.organisation_id, Organisation.name)
        .join(Organisation, Organisation.id == Contract.supplier_id)
        .where(Contract.tool_id == tool.id, Contract.replaced_by_id.is_(None), Contract.withdrawn_at.is_(None))
    ).all()
    own = folded(tool.supplier) if tool.supplier else None
    named = {row.supplier_id for row in rows if row.organisation_id == tool.owner_id or folded(row.name) == own}
    opened = select(Access).where(Access.tool_id == tool.id, Access.reason == SUPPLIER)
    standing = {access.organisation_id: access for access in db.session.scalars(opened)}
    for key, access in standing.items():
        if key not in named:
            db.session.delete(access)
    for key in sorted(named - set(standing)):
        db.session.add(Access(tool_id=tool.id, organisation_id=key, reason=SUPPLIER))
        emit(SupplierNamed(actor_id=actor_id, tool_id=tool.id, organisation_id=tool.owner_id, supplier_id=key))
    db.session.flush()
