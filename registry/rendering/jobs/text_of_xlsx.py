"""What a workbook shows: the values of its cells. Formulas are not worked out, and no link is followed."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from registry.rendering.jobs.lines import about, text
from registry.rendering.jobs.zipped import Unfit, look, unpack


def work(content: bytes) -> Iterator[bytes]:
    """Lines that say what it shows, or why that cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            look(archive, "xlsx")
            yield from unpack(archive)
    except Unfit as unfit:
        yield unfit.said
        return
    yield from _read(content)


def _read(content: bytes) -> Iterator[bytes]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    core = book.properties
    yield from about(core.title, core.subject, core.keywords, core.category, core.description, core.contentStatus)
    yield from text(_rows(book))


def _rows(book: Any) -> Iterator[str]:
    for sheet in book.worksheets:
        yield str(sheet.title)
        sheet.reset_dimensions()  # what it says of its own size may be anything
        for row in sheet.iter_rows(values_only=True):
            if shown := "\t".join(str(value) for value in row if value is not None):
                yield shown
