"""A document of tables as a workbook. What people wrote is text in it, never a formula, a link or a number.

Asked as `tables_pdf` is; the workbook holds the same rows in the same order.
"""

import io
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from registry.rules.cells import inert

TRUSTED = True
LONGEST = 32_000  # characters that a cell may hold


def load() -> None:
    """Load what is slow to load."""
    import xlsxwriter  # noqa: F401


def work(content: bytes) -> Iterator[bytes]:
    """The bytes of the workbook; the same question makes the same bytes."""
    import xlsxwriter

    asked = json.loads(content)
    out = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, {"in_memory": True, **plain})
    book.set_properties({"title": asked["title"], "created": datetime.fromisoformat(asked["day"])})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    strong = book.add_format({"text_wrap": True, "valign": "top", "bold": True})
    sheet = book.add_worksheet("Shortlist")
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, max(1, len(asked["columns"])), 40)
    for number, (cells, style) in enumerate(_rows(asked)):
        for at, text in enumerate(cells):
            sheet.write_string(number, at, inert(text[:LONGEST]), strong if style or at == 0 else wrapped)
    book.close()
    yield out.getvalue()


def _rows(asked: dict[str, Any]) -> Iterator[tuple[list[str], bool]]:
    yield [asked["title"]], True
    for line in asked["intro"]:
        yield [line], False
    yield ["What is compared", *asked["columns"]], True
    for part in asked["parts"]:
        yield [part["title"]], True
        for row in part["rows"]:
            yield row, False
