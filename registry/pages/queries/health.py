"""Whether what the application needs is there."""

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from registry.core.db import db
from registry.search.queries import state as index


def readiness() -> dict[str, str]:
    """Each thing the application needs, with "ok" or what is wrong with it."""
    return {"database": _database(), "index": index.state()}


def _database() -> str:
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        return type(error).__name__
    return "ok"
