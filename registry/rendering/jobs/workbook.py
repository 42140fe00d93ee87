"""Writing a workbook in the warm process: rows of text and numbers in as JSON, an XLSX file out.

Asked with {"sheets": [{"name", "rows"}], "on": "2026-11-27"}. A text stays a text: nothing that begins like a formula becomes
one. The same question on the same day gives the same bytes.
"""

import io
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

TRUSTED = True
WIDEST = 60
PLAIN = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "constant_memory": False,
}


def load() -> None:
    """Load what is slow to load."""
    import xlsxwriter  # noqa: F401


def work(content: bytes) -> Iterator[bytes]:
    """The whole file."""
    import xlsxwriter

    asked = json.loads(content)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, PLAIN)
    book.set_properties({"created": datetime.fromisoformat(asked["on"])})
    bold, plain = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    for sheet in asked["sheets"]:
        _sheet(book.add_worksheet(sheet["name"][:31]), sheet["rows"], bold, plain)
    book.close()
    yield out.getvalue()


def _sheet(page: Any, rows: list[list[Any]], bold: Any, plain: Any) -> None:
    for place, row in enumerate(rows):
        for column, value in enumerate(row):
            look = bold if place == 0 else plain
            if isinstance(value, int | float) and not isinstance(value, bool):
                page.write_number(place, column, value, look)
            else:
                page.write_string(place, column, "" if value is None else str(value), look)
    for column in range(max(map(len, rows), default=0)):
        longest = max((len(str(row[column])) for row in rows if column < len(row)), default=8)
        page.set_column(column, column, min(max(8, longest + 2), WIDEST))
    page.freeze_panes(1, 0)
    if rows:
        page.autofilter(0, 0, max(1, len(rows) - 1), max(map(len, rows)) - 1)
