"""Documents written into the tables of a build: facts and lengths by tool, vectors by text, and each word once."""

import json
from collections.abc import Iterable
from itertools import islice
from typing import Any

from sqlalchemy import Connection, text

from registry.search.index.layout import FIELDS, Document
from registry.search.index.vectors import Cut, cut

BATCH = 500  # documents in memory at once
LEARN = """
INSERT INTO search_index.word_{0} SELECT unnest(CAST(:words AS text[])), :generation ON CONFLICT DO NOTHING
"""


def put(connection: Connection, build: str, generation: int, documents: Iterable[Document], replaced: bool) -> int:
    """Write documents; `replaced` when earlier forms of them may stand there. Returns how many."""
    written, known = 0, set[str]()
    left = iter(documents)
    while batch := list(islice(left, BATCH)):
        last = list({document.id: document for document in batch}.values())
        if replaced:
            _delete(connection, build, [document.id for document in last])
        known |= _write(connection, build, generation, last)
        written += len(batch)
    connection.execute(text(LEARN.format(build)), {"words": sorted(known), "generation": generation})
    return written


def take_out(connection: Connection, build: str, generation: int, gone: list[int]) -> None:
    """Leave of these tools only that they are gone, so that whoever has read them learns of it."""
    _delete(connection, build, gone)
    _copy(connection, f"tool_{build} (tool_id, generation)", ((number, generation) for number in sorted(set(gone))))


def _write(connection: Connection, build: str, generation: int, documents: list[Document]) -> set[str]:
    """Write documents and return their words."""
    cuts = [{name: cut(document.texts.get(name, "")) for name in FIELDS} for document in documents]
    tools = (
        (document.id, generation, [one.length for one in fields.values()], json.dumps(document.facts))
        for document, fields in zip(documents, cuts, strict=True)
    )
    _copy(connection, f"tool_{build} (tool_id, generation, lengths, facts)", tools)
    texts = (
        (document.id, generation, field, *part)
        for document, fields in zip(documents, cuts, strict=True)
        for field, one in enumerate(fields.values())
        for part in _parts(one)
    )
    _copy(connection, f"text_{build} (tool_id, generation, field, start, whole, words)", texts)
    return {word for fields in cuts for one in fields.values() for word in one.words}


def _parts(one: Cut) -> Iterable[tuple[int, bool, str]]:
    return ((part.start, len(one.parts) == 1, part.written) for part in one.parts)


def _delete(connection: Connection, build: str, tools: list[int]) -> None:
    for table in ("tool", "text"):
        statement = f"DELETE FROM search_index.{table}_{build} WHERE tool_id = ANY(:tools)"  # noqa: S608 - as above
        connection.execute(text(statement), {"tools": tools})


def _copy(connection: Connection, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Send rows the way that the database takes in most quickly."""
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY search_index.{columns} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
