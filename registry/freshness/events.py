"""What happens to links and to what they confirm: identifiers and codes alone."""

from dataclasses import dataclass
from typing import ClassVar

from registry.core.events import Event


@dataclass(frozen=True, kw_only=True)
class FactConfirmedByLink(Event):
    """A fact was confirmed by link sent to a mailbox: `sent_to` says whether the person's own or the team's.

    `actor_id` is the lead in whose name the link was made; who held the mail is not known.
    """

    kind: ClassVar[str] = "fact-confirmed-by-link"
    tool_id: int
    organisation_id: int
    fact: str
    fact_id: int
    due_link_id: int
    sent_to: str


@dataclass(frozen=True, kw_only=True)
class DueLinkRestricted(Event):
    """An organisation began, or ceased, to ask for a sign-in before anything is confirmed by link."""

    kind: ClassVar[str] = "due-link-restricted"
    organisation_id: int
    needs_sign_in: bool
