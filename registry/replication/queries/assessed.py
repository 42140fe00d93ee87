"""Documents of gates that are assessments of the force's own use: only a signed one that holds today counts."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import aliased

from registry.core import clock
from registry.core.db import db
from registry.rules.words import Compliance
from registry.standards.models import Assessment, SignOff, Standard, StandardVersion


def signed(adoption_ids: Collection[int], known_by: datetime | None = None) -> set[tuple[int, str]]:
    """Adoption and standard of each assessment that stands and that an assurer signed: one statement.

    One that says "not met", that ran out or that rests on an exemption that lapsed is none. With a moment, as it was
    stored by then, on the day that ends with it.
    """
    day = clock.day_of(known_by - timedelta(microseconds=1)) if known_by else clock.today()
    found = (
        select(Assessment.adoption_id, Standard.code)
        .join(SignOff, SignOff.assessment_id == Assessment.id)
        .join(StandardVersion, StandardVersion.id == Assessment.version_id)
        .join(Standard, Standard.id == StandardVersion.standard_id)
        .where(
            Assessment.adoption_id.in_(adoption_ids),
            *_stood(known_by),
            Assessment.compliance != Compliance.NOT_MET,
            or_(Assessment.expires_on.is_(None), Assessment.expires_on >= day),
            or_(Assessment.exempt_until.is_(None), Assessment.exempt_until >= day),
            SignOff.signed,
        )
    )
    return {(row.adoption_id, row.code) for row in db.session.execute(found)} if adoption_ids else set()


def _stood(known_by: datetime | None) -> tuple[ColumnElement[bool], ...]:
    if known_by is None:
        return (Assessment.replaced_by_id.is_(None),)
    later = aliased(Assessment)
    replaced = exists().where(later.id == Assessment.replaced_by_id, later.recorded_at < known_by)
    return Assessment.recorded_at < known_by, ~replaced, SignOff.recorded_at < known_by


def named_standards() -> dict[str, str]:
    """The standards that each force shows for its own use: code by title and by code, in small letters: one statement."""
    rows = db.session.execute(select(Standard.code, Standard.title).where(Standard.judged_on == "adoption"))
    return {name.lower(): row.code for row in rows for name in (row.code, row.title)}
