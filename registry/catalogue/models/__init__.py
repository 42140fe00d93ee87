"""The tables of the catalogue."""

from registry.catalogue.models.contracts import Contract, ContractParty, SupplierReply
from registry.catalogue.models.costs import CostConfirmation
from registry.catalogue.models.people import Access, Collaborator, Transfer
from registry.catalogue.models.prechecks import Precheck, PrecheckChange
from registry.catalogue.models.record import (
    Origin,
    Release,
    ReviewStep,
    Revision,
    Source,
    Term,
    Tool,
    ToolTerm,
    Typed,
    UnnamedClaim,
    Version,
    WorkingCopy,
)
from registry.catalogue.models.redactions import Redaction

__all__ = [
    "Access",
    "Collaborator",
    "Contract",
    "ContractParty",
    "CostConfirmation",
    "Origin",
    "Precheck",
    "PrecheckChange",
    "Redaction",
    "Release",
    "ReviewStep",
    "Revision",
    "Source",
    "SupplierReply",
    "Term",
    "Tool",
    "ToolTerm",
    "Transfer",
    "Typed",
    "UnnamedClaim",
    "Version",
    "WorkingCopy",
]
