"""Cutting a document into passages by its headings: whole lines, "Heading: text", or the columns of a table."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from registry.rules.written_up.words import Book, plain

LONGEST_HEADING = 80
_NUMBERED = re.compile(r"^(?:#{1,6}\s+\S|\d+(?:\.\d+){1,4}[.):]?\s+\S)")


@dataclass(frozen=True)
class Passage:
    """Some text and the heading that it stands under; none before the first heading."""

    heading: str
    text: str


def passages(text: str, book: Book) -> list[Passage]:
    """The passages of a text in order; those without text are left out."""
    found = _table(text, book) or list(_lines(text, book))
    return [passage for passage in found if passage.text.strip()]


def _lines(text: str, book: Book) -> Iterator[Passage]:
    heading, held = "", list[str]()
    for line in text.split("\n"):
        begins = _heading(line, book)
        if begins is None:
            held.append(line)
            continue
        yield Passage(heading, "\n".join(held).strip())
        heading, held = begins[0], [begins[1]]
    yield Passage(heading, "\n".join(held).strip())


def _heading(line: str, book: Book) -> tuple[str, str] | None:
    """The heading in a line and the text after it, if the line is or begins with one."""
    said = line.strip()
    if not said or len(said) > 10_000:
        return None
    whole = said.strip("*_: \t")
    if len(whole) <= LONGEST_HEADING and plain(whole) in book.codes:
        return whole, ""
    for mark in (":", "\t", " - ", " \u2013 "):
        before, found, after = said.partition(mark)
        if found and len(before) <= LONGEST_HEADING and plain(before.strip("*_ ")) in book.codes:
            return before.strip("*_ "), after.strip("* \t")
    if len(said) <= LONGEST_HEADING and _NUMBERED.match(said) and said[-1] not in ".,;":
        return said, ""
    return None


def _table(text: str, book: Book) -> list[Passage]:
    """The passages of a table with attribute names in its first row or its first column; nothing if it is none."""
    if "," not in text.split("\n", 1)[0]:
        return []
    try:
        rows = list(csv.reader(io.StringIO(text)))
    except csv.Error:
        return []
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows:
        return []
    across = [name for name in rows[0] if plain(name) in book.codes]
    if len(across) > 2:
        return [Passage(name.strip(), cell) for row in rows[1:] for name, cell in zip(rows[0], row, strict=False)]
    down = [row for row in rows if len(row) > 1 and plain(row[0]) in book.codes]
    if len(down) > 2 and 2 * len(down) > len(rows):
        return [Passage(row[0].strip(), "\n".join(filter(None, row[1:]))) for row in rows]
    return []
