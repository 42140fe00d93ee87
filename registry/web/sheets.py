"""Tables as files: CSV some lines at a time, with nothing that a spreadsheet takes for a formula; and documents made elsewhere."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from flask import Response, stream_with_context

INJECTED = ("=", "+", "-", "@", "\t", "\r", "\n")
AT_ONCE = 500  # lines that are sent together
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_csv(rows: Iterable[Sequence[str]], name: str) -> Response:
    """The rows as a CSV file of that name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(stream_with_context(_lines(rows)), content_type="text/csv; charset=utf-8", headers=headers)


def as_file(made: bytes, name: str, kind: str) -> Response:
    """A document that was made elsewhere, to be saved under a name."""
    return Response(made, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _lines(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    out = io.StringIO()
    writer = csv.writer(out)
    for number, row in enumerate(rows, start=1):
        writer.writerow([f"'{value}" if value[:1] in INJECTED else value for value in row])
        if number % AT_ONCE == 0:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()
