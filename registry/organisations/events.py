"""What happened to reference data about organisations."""

from dataclasses import dataclass
from typing import ClassVar

from registry.core.events import Event


@dataclass(frozen=True, kw_only=True)
class EmailDomainAdded(Event):
    """Addresses in a domain count as policing ones."""

    kind: ClassVar[str] = "email-domain-added"
    domain_id: int
    organisation_id: int | None


@dataclass(frozen=True, kw_only=True)
class SupplierAdded(Event):
    """A supplier became known to the register, because a contract names it."""

    kind: ClassVar[str] = "supplier-added"
    organisation_id: int
