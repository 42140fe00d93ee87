"""A published record: its content, where it was read, who may claim it, and adoption without names."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from registry.catalogue.models import Origin, Source, Tool, UnnamedClaim
from registry.core import clock
from registry.core.db import Model, db
from registry.rules.words import Visibility
from registry.seeding.files import Row, first_day, in_words

ANSWERS = (
    "name", "summary", "phase", "problems", "category", "users", "techniques", "personal_data", "decider", "supply",
    "supplier",
)  # fmt: skip
SEEN = "seen"


def content(row: Row) -> Row:
    """The answers that the sources support; the others stay open and read "not stated"."""
    given = {code: row[code] for code in ANSWERS if row.get(code)}
    return {**given, "description": _description(row), "visibility": Visibility.PUBLIC.value}


def _description(row: Row) -> str:
    said = row["phase_words"]
    words = in_words(said["words"].rstrip("."), said["quoted"])
    return f"{row['description'].strip()}\n\nHow far it has come, as the sources put it: {words}."


def align_origins(tool: Tool, wanted: set[int]) -> tuple[int, int]:
    """Name the forces whose lead may claim the record; returns rows added and removed."""
    found = {row.organisation_id: row for row in db.session.scalars(select(Origin).where(Origin.tool_id == tool.id))}
    return _settle(
        [row for organisation_id, row in found.items() if organisation_id not in wanted],
        [Origin(tool_id=tool.id, organisation_id=organisation_id) for organisation_id in sorted(wanted - set(found))],
    )


def align_sources(tool: Tool, row: Row) -> tuple[int, int]:
    """Keep where the record was read, with what others call the tool; returns rows added and removed."""
    wanted = [
        {
            "title": source["label"],
            "url": source["url"],
            "published_on": source["date"],
            "read_on": first_day(source["read"]),
            "verified": row["verified"] == SEEN,
            "words": _called(source["label"], row["labels"]),
        }
        for source in row["sources"]
    ]
    return _replace(Source, tool, wanted)


def _called(title: str, labels: Iterable[Row]) -> str | None:
    """What the body behind a source calls the tool."""
    said = [f"Called “{label['label']}” by {label['by']}" for label in labels if title.startswith(label["by"])]
    return "; ".join(said) or None


def align_unnamed_claims(tool: Tool, row: Row) -> tuple[int, int]:
    """Keep what is said of adoption without naming a force; returns rows added and removed."""
    wanted = [_words(claim) for claim in row["unnamed_claims"]]
    wanted += [_count(count) for count in row["counts"] if count["names_forces"] == "0"]
    return _replace(UnnamedClaim, tool, wanted, recorded_at=clock.now())


def _words(claim: Row) -> Row:
    return {
        "words": in_words(claim["words"], claim["quoted"]),
        "number": None,
        "of_number": None,
        "dated": claim["date"],
        "happened_on": first_day(claim["date"]),
        "source": claim["source"],
        "source_url": claim["source_url"],
    }


def _count(count: Row) -> Row:
    year_alone = "-" not in count["as_of"]
    about = "about " if count["approximate"] == "1" else ""
    beside = f" ({count['includes_others']})" if count["includes_others"] else ""
    return {
        "words": f"{about}{count['count']} of {count['of']} forces{beside}: {count['says']}",
        "number": int(count["count"]),
        "of_number": int(count["of"]),
        "dated": count["as_of"],
        # A year that was itself a guess puts no point on a chart
        "happened_on": None if about and year_alone else first_day(count["as_of"]),
        "source": count["source"],
        "source_url": count["source_url"],
    }


def _replace(model: Any, tool: Tool, wanted: list[Row], **more: Any) -> tuple[int, int]:
    """Make the tool's rows be those that are wanted; new ones have `more` too."""
    found = {_said(row, wanted): row for row in db.session.scalars(select(model).where(model.tool_id == tool.id))}
    named = {tuple(values.values()): values for values in wanted}
    return _settle(
        [row for said, row in found.items() if said not in named],
        [model(tool_id=tool.id, **values, **more) for said, values in named.items() if said not in found],
    )


def _said(row: Model, wanted: list[Row]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in wanted[0]) if wanted else (row,)


def _settle(gone: list[Any], new: list[Any]) -> tuple[int, int]:
    for row in gone:
        db.session.delete(row)
    db.session.add_all(new)
    db.session.flush()
    return len(new), len(gone)
