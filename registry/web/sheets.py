"""Tables as files: CSV some lines at a time, with nothing that a spreadsheet takes for a formula; and documents made elsewhere."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from operator import itemgetter

from flask import Response, stream_with_context

from registry.rules.cells import RUN, inert

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
    waiting = iter(rows)
    while some := list(islice(waiting, AT_ONCE)):
        out = io.StringIO()
        csv.writer(out).writerows(some if _inert(some) else [[inert(cell) for cell in row] for row in some])
        yield out.getvalue()


def _inert(rows: Sequence[Sequence[str]]) -> bool:
    """Whether nothing in them would be run, as is the rule: to look at all cells at once is quicker than to go by each."""
    return RUN.isdisjoint(map(itemgetter(slice(1)), chain.from_iterable(rows)))
