"""Notices that were tried until nobody believed in them any more: an operator looks at them, and sends them again."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, select

from registry.core.db import db
from registry.notifications.models import WITHHELD, Notice


def given_up() -> ColumnElement[bool]:
    """Parked because each attempt failed, and not because its reader may not know of it any more."""
    failed = Notice.last_error.is_(None) | Notice.last_error.not_like(f"{WITHHELD}%")
    return and_(Notice.parked_at.is_not(None), Notice.sent_at.is_(None), failed)


def parked() -> Sequence[Notice]:
    """All of them, the oldest first: one statement."""
    return db.session.scalars(select(Notice).where(given_up()).order_by(Notice.id)).all()
