"""What a file is, by its content and not by its name; and why one that says something else is refused."""

import re
import struct
import zlib

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "txt": "text/plain",
    "png": "image/png",
}
NAMES = {
    "pdf": "a PDF",
    "docx": "a Word document",
    "xlsx": "an Excel workbook",
    "csv": "a CSV file",
    "txt": "a text file",
    "png": "a PNG picture",
}
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what held Word and Excel files before 2007, and holds locked ones today
LOCKED = "EncryptedPackage".encode("utf-16-le")
ZIP = b"PK\x03\x04"
PNG = b"\x89PNG\r\n\x1a\n"
BEGINNINGS = (
    (b"%PDF-", "a PDF"),
    (ZIP, "a Word, Excel or other zipped file"),
    (b"PK\x05\x06", "an empty zipped file"),
    (OLD, "a Word, Excel or Outlook file of before 2007"),
    (PNG, "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "a rich text file"),
)
PAGE = re.compile(rb"\s*(?:<!doctype\s+html|<html|<script|<\?xml|<svg)", re.IGNORECASE)
INSIDE = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"word/", b"xl/", b"customXml/")
MACROS = {"docm": "docx", "dotm": "docx", "xlsm": "xlsx", "xltm": "xlsx", "xlsb": "xlsx", "xlam": "xlsx"}
BEFORE_2007 = {"doc": "docx", "xls": "xlsx"}
CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


def kind_of(name: str) -> str:
    """What a file's name says that it is: its ending."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def refusal_by_name(name: str) -> str:
    """Why a file with this name is not taken; empty when it may be."""
    kind = kind_of(name)
    if kind in TYPES:
        return ""
    if kind in MACROS:
        return f'"{name}" may hold macros, which can run on the computer of whoever opens it. Save it as {MACROS[kind]} and upload that.'
    if kind in BEFORE_2007:
        return f'"{name}" is of a type from before 2007. Save it as {BEFORE_2007[kind]} and upload that.'
    return f'"{name}" is not of a type that the registry keeps. Choose {_one_of(TYPES)}.'


def refusal_by_content(name: str, content: bytes) -> str:
    """Why a file is not what its name says; empty when its beginning is right. The inside of a zip is not looked at."""
    kind = kind_of(name)
    if kind in ("docx", "xlsx"):
        fits = content.startswith(ZIP) or is_locked(content)
    elif kind == "pdf":
        fits = re.match(rb"%PDF-\d", content) is not None
    elif kind == "png":
        fits = _is_png(content)
    else:
        fits = not PAGE.match(content) and beginning(content) == "" and decoded(content) is not None
    return "" if fits else lie(name, beginning(content) or _plain(content))


def lie(name: str, found: str) -> str:
    """The refusal of a file that is something else than its name says."""
    kind = kind_of(name)
    says = f'"{name}" is not {NAMES[kind]}, although its name says so'
    return f"{says}: it is {found}. Save it again as {kind}, or choose the right file."


def begins_as_office(content: bytes) -> bool:
    """Whether the first thing in a zipped file is what Word and Excel put there; for one that cannot be opened."""
    return content[30:].startswith(INSIDE)


def is_locked(content: bytes) -> bool:
    """Whether it is a Word or Excel file behind a password."""
    return content.startswith(OLD) and LOCKED in content


def beginning(content: bytes) -> str:
    """What the first bytes belong to, in words; empty when they are no known signature."""
    return next((words for start, words in BEGINNINGS if content.startswith(start)), "")


def decoded(content: bytes) -> str | None:
    """The text of a plain file, in the encoding that it is in; nothing when it is no text."""
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            found = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if CONTROL.search(found) else found
    return None


def _is_png(content: bytes) -> bool:
    """Whether the signature is followed by a whole header of a picture that has a size."""
    if not content.startswith(PNG) or len(content) < 33:
        return False
    length, name, width, height = struct.unpack(">I4sII", content[8:24])
    (check,) = struct.unpack(">I", content[29:33])
    return bool(length == 13 and name == b"IHDR" and width and height and check == zlib.crc32(content[12:29]))


def _plain(content: bytes) -> str:
    if PAGE.match(content):
        return "a web page or another marked-up text"
    return "text" if decoded(content[:4096]) is not None else "something else"


def _one_of(kinds: dict[str, str]) -> str:
    *others, last = kinds
    return f"{', '.join(others)} or {last}"
