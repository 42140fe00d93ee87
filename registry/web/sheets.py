"""Tables as files: CSV line by line, with nothing that a spreadsheet takes for a formula; and documents made elsewhere."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from flask import Response, current_app, stream_with_context

from config import Settings

INJECTED = ("=", "+", "-", "@", "\t", "\r", "\n")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_csv(rows: Iterable[Sequence[str]], name: str) -> Response:
    """The rows as a CSV file of that name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(stream_with_context(_lines(rows)), content_type="text/csv; charset=utf-8", headers=headers)


def as_file(made: bytes, name: str, kind: str) -> Response:
    """A document that was made elsewhere, to be saved under a name."""
    return Response(made, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def where_made() -> Path:
    """The folder in which this copy's processes meet that make documents."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.instance_dir / "rendering"


def _lines(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for row in rows:
        out = io.StringIO()
        csv.writer(out).writerow([f"'{value}" if value.startswith(INJECTED) else value for value in row])
        yield out.getvalue()
