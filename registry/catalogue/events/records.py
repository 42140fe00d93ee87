"""What happens to a tool's record, its files and the rules it is held against."""

from dataclasses import dataclass
from typing import ClassVar

from registry.catalogue.events.base import ToolEvent
from registry.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ToolRegistered(ToolEvent):
    """A draft was begun."""

    kind: ClassVar[str] = "tool-registered"


@dataclass(frozen=True, kw_only=True)
class SectionSaved(ToolEvent):
    """Part of a working copy was saved as a revision."""

    kind: ClassVar[str] = "section-saved"
    section: str
    revision: int


@dataclass(frozen=True, kw_only=True)
class ToolSubmitted(ToolEvent):
    """A working copy went to review, with the release that it carries."""

    kind: ClassVar[str] = "tool-submitted"
    revision: int
    release_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewCommented(ToolEvent):
    """A reviewer commented on a record, or on one answer of it."""

    kind: ClassVar[str] = "review-commented"
    step_id: int


@dataclass(frozen=True, kw_only=True)
class ChangesRequested(ToolEvent):
    """A reviewer asked for changes."""

    kind: ClassVar[str] = "changes-requested"
    step_id: int


@dataclass(frozen=True, kw_only=True)
class ToolPublished(ToolEvent):
    """A version was published; the digest seals its content."""

    kind: ClassVar[str] = "tool-published"
    version_id: int
    number: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class ToolNotAccepted(ToolEvent):
    """A reviewer did not accept a working copy."""

    kind: ClassVar[str] = "tool-not-accepted"
    step_id: int


@dataclass(frozen=True, kw_only=True)
class ToolEdited(ToolEvent):
    """A new draft was begun, beside the live version where there is one."""

    kind: ClassVar[str] = "tool-edited"


@dataclass(frozen=True, kw_only=True)
class ToolWithdrawn(ToolEvent):
    """A working copy was withdrawn; a live version stays as it is."""

    kind: ClassVar[str] = "tool-withdrawn"


@dataclass(frozen=True, kw_only=True)
class ToolRetired(ToolEvent):
    """The owner no longer uses or offers the tool."""

    kind: ClassVar[str] = "tool-retired"


@dataclass(frozen=True, kw_only=True)
class ToolSuspended(ToolEvent):
    """A tool was withdrawn from view."""

    kind: ClassVar[str] = "tool-suspended"


@dataclass(frozen=True, kw_only=True)
class ToolRestored(ToolEvent):
    """A suspended tool came back into view."""

    kind: ClassVar[str] = "tool-restored"


@dataclass(frozen=True, kw_only=True)
class RedactionAsked(ToolEvent):
    """An assurer of the owner or the registrar asked that something be taken out of a record for good."""

    kind: ClassVar[str] = "redaction-asked"
    redaction_id: int
    subject: str
    asked_as: str


@dataclass(frozen=True, kw_only=True)
class RedactionRefused(ToolEvent):
    """The other of the two did not agree."""

    kind: ClassVar[str] = "redaction-refused"
    redaction_id: int
    subject: str


@dataclass(frozen=True, kw_only=True)
class FieldRedacted(ToolEvent):
    """Both agreed: a mark stands in place of the words, and versions that held them are sealed anew."""

    kind: ClassVar[str] = "field-redacted"
    redaction_id: int
    subject: str
    question: str | None
    digests: dict[str, str]  # of the versions that were sealed anew, by their id


@dataclass(frozen=True, kw_only=True)
class ToolClaimed(ToolEvent):
    """A force took over a record that was held from published sources."""

    kind: ClassVar[str] = "tool-claimed"
    former_owner_id: int


@dataclass(frozen=True, kw_only=True)
class PrecheckChanged(Event):
    """A rule that records are held against was added, changed or switched."""

    kind: ClassVar[str] = "precheck-changed"
    precheck_id: int
    change_id: int
    verb: str
    revision: int


@dataclass(frozen=True, kw_only=True)
class ToolRehomed(ToolEvent):
    """Its owner merged or split, or such a change was undone: another organisation answers for it from now on."""

    kind: ClassVar[str] = "tool-rehomed"
    former_owner_id: int


@dataclass(frozen=True, kw_only=True)
class FileAdded(ToolEvent):
    """A file was put beneath a tool."""

    kind: ClassVar[str] = "file-added"
    attachment_id: int
    visibility: str


@dataclass(frozen=True, kw_only=True)
class FileWithdrawn(ToolEvent):
    """A file was taken off a tool; its row stays."""

    kind: ClassVar[str] = "file-withdrawn"
    attachment_id: int
