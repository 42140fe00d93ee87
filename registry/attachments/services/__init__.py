"""Files: examined before they are kept, kept by their content, given back as they were, taken away for good."""

from registry.attachments.services.blobs import CannotKeep, Store
from registry.attachments.services.examining import Examined, examine, examine_all
from registry.attachments.services.storing import Keeping, keep, move_files, read, redact

__all__ = [
    "CannotKeep",
    "Examined",
    "Keeping",
    "Store",
    "examine",
    "examine_all",
    "keep",
    "move_files",
    "read",
    "redact",
]
