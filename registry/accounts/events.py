"""What happened to people, their roles and their access: identifiers and codes only."""

from dataclasses import dataclass
from typing import ClassVar

from registry.core.events import Event


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    """A person opened a session with their password."""

    kind: ClassVar[str] = "signed-in"


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Event):
    """A person chose a new password; their other sessions ended."""

    kind: ClassVar[str] = "password-changed"


@dataclass(frozen=True, kw_only=True)
class PersonRenamed(Event):
    """A person changed how their name is written."""

    kind: ClassVar[str] = "person-renamed"


@dataclass(frozen=True, kw_only=True)
class AccountClosed(Event):
    """An account was closed: no sign-in, no roles."""

    kind: ClassVar[str] = "account-closed"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class PersonInvited(Event):
    """Somebody was asked to join. The secret link is no part of it: whoever sends mail asks for a link of their own."""

    kind: ClassVar[str] = "person-invited"
    invitation_id: int
    organisation_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class InvitationRevoked(Event):
    """An invitation was taken back before it was used."""

    kind: ClassVar[str] = "invitation-revoked"
    invitation_id: int
    organisation_id: int


@dataclass(frozen=True, kw_only=True)
class PersonJoined(Event):
    """An invitation was accepted: the person now holds the role."""

    kind: ClassVar[str] = "person-joined"
    person_id: int
    invitation_id: int
    organisation_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class AccessRequested(Event):
    """Somebody with a policing address asked to join."""

    kind: ClassVar[str] = "access-requested"
    request_id: int
    organisation_id: int


@dataclass(frozen=True, kw_only=True)
class AccessApproved(Event):
    """A request was approved; an invitation follows from it."""

    kind: ClassVar[str] = "access-approved"
    request_id: int
    organisation_id: int


@dataclass(frozen=True, kw_only=True)
class AccessRefused(Event):
    """A request was refused."""

    kind: ClassVar[str] = "access-refused"
    request_id: int
    organisation_id: int


@dataclass(frozen=True, kw_only=True)
class RoleGranted(Event):
    """A person was given a role at an organisation."""

    kind: ClassVar[str] = "role-granted"
    person_id: int
    organisation_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class RoleRevoked(Event):
    """A role ended: taken back, or given up by its holder."""

    kind: ClassVar[str] = "role-revoked"
    person_id: int
    organisation_id: int
    role: str
