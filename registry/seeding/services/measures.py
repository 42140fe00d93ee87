"""Measures from the seed file, each definition kept as a version. What the registrar defined anew is left alone."""

from sqlalchemy import select

from registry.core.db import db
from registry.measures.models import DEFINED, Measure, MeasureVersion
from registry.measures.services import keep_version
from registry.seeding.files import Row, read_yaml
from registry.seeding.services.rows import Changes, align

SEEN = "seen"


def seed_measures(file: str) -> Changes:
    """Bring the measures in line with the file. A definition of the registrar's stands until the file has a later version."""
    by_people = _by_people()
    wanted = [
        row for row in map(_measure, read_yaml(file)["measures"]) if row["version"] > by_people.get(row["code"], 0)
    ]
    changes = align(Measure, ["code"], wanted)
    kept = {(row.measure_id, row.number): row for row in db.session.scalars(select(MeasureVersion))}
    for values in wanted:
        measure = changes.rows[(values["code"],)]
        version = kept.get((measure.id, measure.version))
        if version is None:
            keep_version(measure, None, None)
            continue
        for name in DEFINED:  # a slip mended in the file is no new definition
            setattr(version, name, getattr(measure, name))
    db.session.flush()
    return changes


def _by_people() -> dict[str, int]:
    """The present version of each measure that a person defined anew."""
    statement = (
        select(Measure.code, Measure.version)
        .join(MeasureVersion, (MeasureVersion.measure_id == Measure.id) & (MeasureVersion.number == Measure.version))
        .where(MeasureVersion.recorded_by_id.is_not(None))
    )
    return {row.code: row.version for row in db.session.execute(statement)}


def _measure(row: Row) -> Row:
    return {
        **{name: row[name] for name in ("code", "name", "definition", "unit", "numerator", "denominator")},
        **{name: row[name] for name in ("aggregation", "source", "source_date", "version")},
        "better_when": row["direction"],
        "verified": row["verified"] == SEEN,
    }
