"""Storing files by their content, after a look at what they are and what they say."""

import hashlib
import io
import os
import re
import zipfile
import zlib
from pathlib import Path

from registry.attachments.models import Attachment
from registry.core import clock
from registry.core.db import db
from registry.core.errors import Invalid, NotFound
from registry.rules.answers import tidy
from registry.rules.markings import marking

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "txt": "text/plain",
    "png": "image/png",
    "jpg": "image/jpeg",
}
STARTS = {
    "pdf": b"%PDF-",
    "docx": b"PK\x03\x04",
    "xlsx": b"PK\x03\x04",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff",
}
UNPACKED = 50 * 1024 * 1024  # of a compressed file, no more than this is read
TAG = re.compile(r"<[^>]+>")
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
SHOWN = re.compile(rb"\(((?:[^()\\]|\\.)*)\)")


def store(folder: Path, parent: str, name: str, content: bytes, *, limit: int, actor_id: int) -> Attachment:
    """Keep a file beneath its parent; the same bytes are kept once. Authorises nobody; runs inside a command.

    Raises Invalid for a file that is empty, too large, of another type than its name says, or marked above OFFICIAL.
    """
    name = _plain_name(name)
    kind = _kind(name)
    _refuse_unfit(kind, content, limit)
    digest = hashlib.sha256(content).hexdigest()
    _write(path_of(folder, digest), content)
    attachment = Attachment(
        parent=parent,
        name=name,
        media_type=TYPES[kind],
        size=len(content),
        sha256=digest,
        uploaded_by_id=actor_id,
        uploaded_at=clock.now(),
    )
    db.session.add(attachment)
    db.session.flush()
    return attachment


def read(folder: Path, attachment: Attachment) -> bytes:
    """The bytes of a stored file. Raises NotFound when they are gone or are no longer what was stored."""
    path = path_of(folder, attachment.sha256)
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != attachment.sha256:
        raise NotFound("The file is not there any more. Tell the registrar.")
    return content


def path_of(folder: Path, digest: str) -> Path:
    """Where the bytes with this digest lie."""
    return folder / "attachments" / digest[:2] / digest


def text_of(kind: str, content: bytes) -> str:
    """What a file says, as far as can be read without running anything of it."""
    if kind in ("docx", "xlsx"):
        return _text_of_archive(content)
    if kind == "pdf":
        return _text_of_pdf(content)
    return content.decode("utf-8", "replace") if kind in ("csv", "txt") else ""


def _plain_name(name: str) -> str:
    last = re.split(r"[\\/]", tidy(name, lines=False))[-1]
    kept = re.sub(r"[^\w .()&,'+-]", "_", last).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[:150]}{dot}{ending}"


def _kind(name: str) -> str:
    ending = name.rpartition(".")[2].lower()
    return "jpg" if ending == "jpeg" else ending


def _refuse_unfit(kind: str, content: bytes, limit: int) -> None:
    problem = ""
    if kind not in TYPES:
        problem = f"Choose a file of one of these types: {', '.join(TYPES)}."
    elif not content:
        problem = "The file is empty. Choose another."
    elif len(content) > limit:
        problem = f"The file is larger than {limit // (1024 * 1024)} MB. Make it smaller, or give a link instead."
    elif not content.startswith(STARTS.get(kind, b"")) or (kind in ("csv", "txt") and b"\0" in content):
        problem = f"The file is not what its name says, a {kind} file. Save it again in that type."
    else:
        found = marking(text_of(kind, content))
        if found:
            problem = f'The file is marked "{found}". The registry holds OFFICIAL only: leave the file out, or upload a version without it.'
    if problem:
        raise Invalid(problem, {"file": problem})


def _text_of_archive(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [part for part in archive.infolist() if part.filename.endswith(".xml")]
            if sum(part.file_size for part in parts) > UNPACKED:
                message = "The file unpacks to more than can be checked. Save it in a simpler form, or give a link."
                raise Invalid(message, {"file": message})
            text = "\n".join(archive.read(part).decode("utf-8", "replace") for part in parts)
    except (zipfile.BadZipFile, RuntimeError, zlib.error, EOFError) as error:
        message = "The file cannot be opened. Save it again, without a password, and try once more."
        raise Invalid(message, {"file": message}) from error
    return TAG.sub("", text)


def _text_of_pdf(content: bytes) -> str:
    pieces = [content]
    left = UNPACKED
    for match in STREAM.finditer(content):
        unpacked = zlib.decompressobj()
        try:
            piece = unpacked.decompress(match.group(1), left)
        except zlib.error:
            continue
        left -= len(piece)
        pieces.append(b"".join(SHOWN.findall(piece)) + b"\n" + piece)
        if left <= 0:
            break
    return b"\n".join(pieces).decode("latin-1")


def _write(path: Path, content: bytes) -> None:
    if path.is_file() and path.stat().st_size == len(content):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.part")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
