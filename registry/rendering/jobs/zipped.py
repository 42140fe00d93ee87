"""Looking into a zipped document before its own library does: what it is, how much it unpacks to, what marks it."""

import re
import zipfile
from collections.abc import Iterator

from registry.rendering.jobs.lines import UNPACKED, line
from registry.rules.markings import marking

PIECE = 256 * 1024
TYPES_PART = "[Content_Types].xml"
MACROS = ("macroenabled", "vbaproject")
KINDS = {
    "docx": ("wordprocessingml.document.main+xml", "word/"),
    "xlsx": ("spreadsheetml.sheet.main+xml", "xl/"),
}
OTHERS = {
    "word/": "a Word document",
    "xl/": "an Excel workbook",
    "ppt/": "a PowerPoint presentation",
    "mimetype": "an OpenDocument file or an e-book",
    "META-INF/": "a program",
}
ENDS = re.compile(
    rb"</w:p>|</w:tc>|<w:br\b[^>]*>|</(?:\w+:)?(?:si|is|v|c|row|lpwstr|title|subject|keywords|odd\w+|even\w+|first\w+)>"
)
TAG = re.compile(rb"<[^<>]*>")
PLACES = re.compile(r'&amp;(?:[LCRBIUSXYE]|&quot;[^&]*&quot;|"[^"]*"|\d+)')  # of the header of a sheet
KEPT = 400  # bytes of a piece that the next begins with again


class Unfit(Exception):
    """There is nothing more to be read; `said` is the line that says why."""

    def __init__(self, **said: str) -> None:
        super().__init__()
        self.said = line(**said)


def look(archive: zipfile.ZipFile, kind: str) -> None:
    """Raises Unfit for an archive that is something else, has macros or is locked."""
    names = archive.namelist()
    lowered = [name.casefold() for name in names]
    if any(info.flag_bits & 1 for info in archive.infolist()):
        raise Unfit(why="password")
    if TYPES_PART not in names:
        raise Unfit(lie=_other(names))
    with archive.open(TYPES_PART) as part:
        declared = part.read(1024 * 1024).decode("utf-8", "replace").casefold()
    if any(word in declared for word in MACROS) or any(name.endswith("vbaproject.bin") for name in lowered):
        raise Unfit(lie="macros")
    main, folder = KINDS[kind]
    if main not in declared or not any(name.startswith(folder) for name in names):
        raise Unfit(lie=_other(names))


def unpack(archive: zipfile.ZipFile) -> Iterator[bytes]:
    """Unpack every part once, counting what comes out and not what its header says; tells a marking that it meets.

    Nothing is kept, so this needs little memory however much there is. Raises Unfit when it is too much.
    """
    left = UNPACKED
    told = False
    for info in archive.infolist():
        rest = b""
        readable = info.filename.endswith((".xml", ".rels"))
        with archive.open(info) as part:
            while piece := part.read(PIECE):
                left -= len(piece)
                if left < 0:
                    raise Unfit(why="too-large")
                if not readable or told:
                    continue
                found = marking(_plain(rest + piece))
                rest = (rest + piece)[-KEPT:]
                if found:
                    told = True
                    yield line(marking=found)


def _plain(xml: bytes) -> str:
    text = TAG.sub(b"", ENDS.sub(b"\n", xml)).decode("utf-8", "replace")
    return PLACES.sub("\n", text)


def _other(names: list[str]) -> str:
    return next(
        (words for start, words in OTHERS.items() if any(n.startswith(start) for n in names)), "another zipped file"
    )
