"""What happens around a tool's record: helpers, handing over, contracts, suppliers."""

from dataclasses import dataclass
from typing import ClassVar

from registry.catalogue.events.base import ToolEvent
from registry.core.events import Event


@dataclass(frozen=True, kw_only=True)
class CollaboratorInvited(ToolEvent):
    """Somebody of another organisation was asked to help to write a record."""

    kind: ClassVar[str] = "collaborator-invited"
    collaborator_id: int


@dataclass(frozen=True, kw_only=True)
class CollaboratorAccepted(ToolEvent):
    """They said yes: the record is open to them."""

    kind: ClassVar[str] = "collaborator-accepted"
    collaborator_id: int


@dataclass(frozen=True, kw_only=True)
class CollaboratorEnded(ToolEvent):
    """They declined, it was taken back, or the help ended."""

    kind: ClassVar[str] = "collaborator-ended"
    collaborator_id: int


@dataclass(frozen=True, kw_only=True)
class TransferEvent(ToolEvent):
    """Something happened to an offer of a record; `organisation_id` is the owner who offered it."""

    transfer_id: int
    to_id: int


@dataclass(frozen=True, kw_only=True)
class TransferOffered(TransferEvent):
    """A record was offered to another organisation."""

    kind: ClassVar[str] = "transfer-offered"


@dataclass(frozen=True, kw_only=True)
class TransferAccepted(TransferEvent):
    """The other organisation is now the owner."""

    kind: ClassVar[str] = "transfer-accepted"


@dataclass(frozen=True, kw_only=True)
class TransferDeclined(TransferEvent):
    """The other organisation said no."""

    kind: ClassVar[str] = "transfer-declined"


@dataclass(frozen=True, kw_only=True)
class TransferWithdrawn(TransferEvent):
    """The offer was taken back."""

    kind: ClassVar[str] = "transfer-withdrawn"


@dataclass(frozen=True, kw_only=True)
class TransferLapsed(TransferEvent):
    """Nobody answered the offer in time."""

    kind: ClassVar[str] = "transfer-lapsed"


@dataclass(frozen=True, kw_only=True)
class ContractEvent(Event):
    """Something happened to a contract of an organisation with a supplier about a tool."""

    tool_id: int
    organisation_id: int  # whose contract it is
    contract_id: int


@dataclass(frozen=True, kw_only=True)
class ContractRecorded(ContractEvent):
    """A contract was recorded; with `replaces_id` it takes the place of an earlier row."""

    kind: ClassVar[str] = "contract-recorded"
    replaces_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ContractConfirmed(ContractEvent):
    """Its organisation said that the facts of a contract are still true; a new row carries the day."""

    kind: ClassVar[str] = "contract-confirmed"
    replaces_id: int


@dataclass(frozen=True, kw_only=True)
class ContractReleased(ContractEvent):
    """A contract was released to everybody, or kept to policing again."""

    kind: ClassVar[str] = "contract-released"
    visibility: str
    replaces_id: int


@dataclass(frozen=True, kw_only=True)
class ContractWithdrawn(ContractEvent):
    """A contract was taken back; its row stays."""

    kind: ClassVar[str] = "contract-withdrawn"


@dataclass(frozen=True, kw_only=True)
class CostsConfirmed(ToolEvent):
    """Its owner said that what a version says of costs is still true."""

    kind: ClassVar[str] = "costs-confirmed"
    confirmation_id: int
    version_id: int


@dataclass(frozen=True, kw_only=True)
class SupplierNamed(ToolEvent):
    """A record was opened to the people of a supplier, as it is open to the public."""

    kind: ClassVar[str] = "supplier-named"
    supplier_id: int


@dataclass(frozen=True, kw_only=True)
class SupplierReplied(ToolEvent):
    """A named supplier asked for a correction, or had a reply shown."""

    kind: ClassVar[str] = "supplier-replied"
    supplier_id: int
    reply_id: int


@dataclass(frozen=True, kw_only=True)
class ReplyWithdrawn(ToolEvent):
    """A supplier took its reply back."""

    kind: ClassVar[str] = "reply-withdrawn"
    supplier_id: int
    reply_id: int


@dataclass(frozen=True, kw_only=True)
class CorrectionAnswered(ToolEvent):
    """The owner took a supplier's correction over into the draft, or did not."""

    kind: ClassVar[str] = "correction-answered"
    reply_id: int
    accepted: bool
