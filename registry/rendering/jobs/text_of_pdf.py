"""What a PDF says: the text of its pages, as far as it is text and not a picture."""

import io
import re
from collections.abc import Iterator
from typing import Any

from registry.rendering.jobs.lines import about, line, text

ABOUT_BYTES = 1024 * 1024
TAG = re.compile(r"<[^<>]*>")


def work(content: bytes) -> Iterator[bytes]:
    """Lines that say what it says, or why that cannot be read."""
    from pypdf import PdfReader
    from pypdf.errors import LimitReachedError

    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted and not _opens(reader):
        yield line(why="password")
        return
    yield from about(*_says_of_itself(reader))
    try:
        yield from text(page.extract_text() for page in reader.pages)
    except LimitReachedError:
        yield line(why="too-large")


def _opens(reader: Any) -> bool:
    """Whether it asks a password only of those who change it."""
    from pypdf.errors import PyPdfError

    try:
        return bool(reader.decrypt(""))
    except (PyPdfError, RuntimeError, ImportError):
        return False


def _says_of_itself(reader: Any) -> Iterator[str]:
    for value in (reader.metadata or {}).values():
        yield str(value)[:ABOUT_BYTES]
    described = reader.root_object.get("/Metadata")
    if described is not None:
        data = described.get_object().get_data()[:ABOUT_BYTES]
        yield TAG.sub("\n", data.decode("utf-8", "replace"))
