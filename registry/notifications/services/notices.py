"""Writing a notice: once for each key, whatever happens twice."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from registry.core import clock
from registry.core.db import db
from registry.notifications.models import Notice
from registry.notifications.queries.people import Reader

LONGEST = 200


@dataclass(frozen=True, kw_only=True)
class Message:
    """What to tell. The link is a path of this site; the actor a role and an organisation."""

    kind: str
    subject: str
    body: str
    link: str
    actor: str
    reason: str
    tool_id: int | None = None
    adoption_id: int | None = None
    invitation_id: int | None = None
    collaborator_id: int | None = None
    organisation_id: int | None = None  # which it is about
    due_link_id: int | None = None


def tell(readers: Iterable[Reader], about: str, message: Message, but: int | None = None) -> None:
    """Write a notice for each reader within the running action; not for whoever did it, and none twice.

    `about` names the occasion, such as `event:12`.
    """
    for reader in readers:
        if reader.id != but:
            _write(f"{message.kind}:{about}:person:{reader.id}", message, reader.email, person_id=reader.id)


def tell_address(address: str, about: str, message: Message, organisation_id: int | None = None) -> None:
    """Write a notice to a team mailbox, or to an address without an account."""
    _write(f"{message.kind}:{about}:address", message, address, organisation_id=organisation_id)


def one_line(text: str, longest: int = LONGEST) -> str:
    """Text without line breaks or control characters, so that it can stand in a header."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:longest]


def _write(
    key: str, message: Message, address: str, person_id: int | None = None, organisation_id: int | None = None
) -> None:
    if db.session.scalar(select(Notice.id).where(Notice.key == key)) is not None:
        return
    moment = clock.now()
    db.session.add(
        Notice(
            key=key,
            kind=message.kind,
            person_id=person_id,
            organisation_id=organisation_id or message.organisation_id,
            tool_id=message.tool_id,
            adoption_id=message.adoption_id,
            invitation_id=message.invitation_id,
            collaborator_id=message.collaborator_id,
            due_link_id=message.due_link_id,
            address=one_line(address, 254),
            subject=one_line(message.subject),
            body=message.body,
            link=message.link,
            actor=one_line(message.actor),
            reason=message.reason,
            created_at=moment,
            next_attempt_at=moment,
        )
    )
    db.session.flush()
