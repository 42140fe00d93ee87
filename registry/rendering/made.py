"""Documents for a page from the warm process: what is to stand in them in, a file's bytes out, or a refusal in words."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from registry.core.errors import WrongState
from registry.rendering import warm
from registry.rendering.running import Busy, Failed

SECONDS = 10.0  # that a document may take
PATIENCE = 20.0


def document(job: str, asked: dict[str, Any], folder: Path) -> bytes:
    """Have a document written; `folder` is where the copy's processes meet.

    Raises WrongState, with what to do, when it was not done in time or broke.
    """
    question = json.dumps(asked, sort_keys=True, ensure_ascii=False, allow_nan=False).encode()
    try:
        return warm.ask(job, question, folder=folder, seconds=SECONDS, patience=PATIENCE)
    except (Busy, Failed, OSError) as trouble:
        raise WrongState("The document could not be made just now. Try again in a minute.") from trouble


def workbook(rows: Iterable[Sequence[str]], title: str, on: date, folder: Path) -> bytes:
    """Rows as a workbook of one sheet; a text in it never becomes a formula. Raises as `document` does."""
    sheets = [{"name": title, "rows": [list(row) for row in rows]}]
    return document("workbook", {"sheets": sheets, "on": on.isoformat()}, folder)
