"""Adding the pre-checks that the register is supplied with."""

from sqlalchemy import select

from registry.catalogue.models import Precheck
from registry.catalogue.services.prechecks import record_change
from registry.core.db import db
from registry.rules.words import Severity
from registry.seeding.files import Row, read_yaml
from registry.seeding.services.rows import Changes


def add_prechecks(file: str) -> Changes:
    """Add the rules whose code is not there yet; those that are there belong to the registrar and are left alone."""
    there = set(db.session.scalars(select(Precheck.code)))
    changes = Changes()
    for position, row in enumerate(read_yaml(file)["prechecks"], start=1):
        if row["code"] not in there:
            rule = _precheck(row, position)
            db.session.add(rule)
            db.session.flush()
            record_change(rule, "add", None)
            changes.added += 1
            changes.rows[(rule.code,)] = rule
    return changes


def _precheck(row: Row, position: int) -> Precheck:
    return Precheck(
        code=row["code"],
        title=row["title"],
        severity=Severity(row["severity"]),
        expression=row["expression"],
        fix=row["fix"],
        question=row["question"],
        active=True,
        position=position,
        revision=1,
    )
