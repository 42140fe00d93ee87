"""What a Word document says: its body with its tables, headers, footers, notes and comments."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from registry.rendering.jobs.lines import about, text
from registry.rendering.jobs.zipped import Unfit, look, unpack

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
READ = ("document.main+xml", "header+xml", "footer+xml", "footnotes+xml", "endnotes+xml", "comments+xml")
BREAKS = {f"{WORD}tab": "\t", f"{WORD}br": "\n", f"{WORD}cr": "\n"}


def work(content: bytes) -> Iterator[bytes]:
    """Lines that say what it says, or why that cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            look(archive, "docx")
            yield from unpack(archive)
    except Unfit as unfit:
        yield unfit.said
        return
    yield from _read(content)


def _read(content: bytes) -> Iterator[bytes]:
    from docx import Document

    document = Document(io.BytesIO(content))
    core = document.core_properties
    yield from about(core.title, core.subject, core.keywords, core.category, core.comments, core.content_status)
    yield from text(_paragraphs(document.part.package))


def _paragraphs(package: Any) -> Iterator[str]:
    from docx.oxml import parse_xml  # keeps entities as they are: nothing is fetched or multiplied

    for part in package.iter_parts():
        if part.content_type.endswith(READ):
            root = getattr(part, "element", None)
            root = parse_xml(part.blob) if root is None else root
            for paragraph in root.iter(f"{WORD}p"):
                if said := "".join(_said(paragraph)):
                    yield said


def _said(paragraph: Any) -> Iterator[str]:
    for piece in paragraph.iter(f"{WORD}t", *BREAKS):
        yield BREAKS.get(piece.tag) or piece.text or ""
