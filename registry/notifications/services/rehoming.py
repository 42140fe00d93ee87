"""Which mails go with an organisation: those to its mailbox that are still to be sent."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from registry.notifications.models import Notice
from registry.organisations.services.rehoming import Column, Kind


def _waiting(homes: Collection[int], _on: date) -> Select[*tuple[Any, ...]]:
    return select(Notice.id, Notice.organisation_id.label("home"), Notice.kind.label("label")).where(
        Notice.organisation_id.in_(homes), Notice.sent_at.is_(None), Notice.parked_at.is_(None)
    )


KINDS: tuple[Kind, ...] = (Column("notice", Notice.organisation_id, _waiting),)
