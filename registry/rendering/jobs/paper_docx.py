"""Writing a paper as a Word document in the warm process: blocks of plain text in as JSON, a DOCX file with headings out.

The same question gives the same bytes: the times in the file are those of the day that was asked for.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from registry.rendering.jobs.plain import cleaned, fit

TRUSTED = True
FIXED = (1980, 1, 1, 0, 0, 0)


def load() -> None:
    """Load what is slow to load."""
    import docx  # noqa: F401


def work(content: bytes) -> Iterator[bytes]:
    """The whole file."""
    import docx

    asked = cleaned(json.loads(content), fit)
    paper = docx.Document()
    _about(paper.core_properties, asked)
    paper.add_heading(asked["title"], 1)
    paper.add_paragraph(asked["for"])
    for block in asked["blocks"]:
        _add(paper, block)
    out = io.BytesIO()
    paper.save(out)
    yield _dated(out.getvalue())


def _about(properties: Any, asked: dict[str, Any]) -> None:
    day = datetime.fromisoformat(asked["on"])
    properties.title, properties.author, properties.language = asked["title"][:255], asked["for"][:255], "en-GB"
    properties.created = properties.modified = day
    properties.last_modified_by, properties.comments = "", ""


def _add(paper: Any, block: dict[str, Any]) -> None:
    kind = block["kind"]
    if kind == "head":
        paper.add_heading(block["text"], block["level"])
    elif kind == "text":
        paper.add_paragraph(block["text"])
    elif kind == "answer":
        paper.add_paragraph().add_run(block["question"]).bold = True
        paper.add_paragraph(block["text"])
    elif kind == "list":
        for item in block["items"]:
            paper.add_paragraph(item, style="List Bullet")
    elif kind == "table":
        _table(paper, block)


def _table(paper: Any, block: dict[str, Any]) -> None:
    from docx.oxml import OxmlElement

    paper.add_paragraph().add_run(block["text"]).bold = True
    table = paper.add_table(rows=1, cols=len(block["head"]), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, block["head"], strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    table.rows[0]._tr.get_or_add_trPr().append(
        OxmlElement("w:tblHeader")
    )  # read out as the head, repeated on each page
    for row in block["rows"]:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def _dated(made: bytes) -> bytes:
    """The same archive with fixed times in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as taken:
        for name in given.namelist():
            info = zipfile.ZipInfo(name, FIXED)
            info.compress_type = zipfile.ZIP_DEFLATED
            taken.writestr(info, given.read(name))
    return out.getvalue()
