"""Where the bytes of files lie: any folder or object store that has an address, each file under its own digest.

Nothing here knows whose file it is. The same bytes lie once; they are written again whenever they are stored again,
so that nobody can tell from an answer, or from how long it took, that somebody else had stored them before.
"""

import contextlib
import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, cast

from fsspec.core import url_to_fs

from registry.core.errors import NotFound

DIGEST = re.compile(r"[0-9a-f]{64}")
GONE = "The file is not there any more. Tell the registrar."


class CannotKeep(Exception):
    """The address of the store cannot be used; the message says what is missing."""


@dataclass(frozen=True)
class Blob:
    """Bytes in a store, as its folder lists them."""

    digest: str
    size: int
    written_at: datetime | None


@dataclass(frozen=True)
class Store:
    """The store at an address such as file:///var/lib/registry/attachments or s3://bucket/folder."""

    url: str

    def put(self, content: bytes) -> str:
        """Write bytes, whole or not at all; returns their digest."""
        digest = hashlib.sha256(content).hexdigest()
        files, path = self._files, self._path(digest)
        if not self._local:
            files.pipe_file(path, content)  # an object appears whole
            return digest
        files.makedirs(os.path.dirname(path), exist_ok=True)
        partial = f"{path}.{secrets.token_hex(6)}.part"
        try:
            with open(partial, "xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(partial, path)
        except BaseException:
            Path(partial).unlink(missing_ok=True)
            raise
        _keep_entry(os.path.dirname(path))
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes with this digest. Raises NotFound when they are gone, or are no longer what was stored."""
        content = self.found(digest)
        if content is None or hashlib.sha256(content).hexdigest() != digest:
            raise NotFound(GONE)
        return content

    def found(self, digest: str) -> bytes | None:
        """What lies under this digest, altered or not; nothing when nothing does."""
        if not DIGEST.fullmatch(digest):
            return None
        try:
            return cast(bytes, self._files.cat_file(self._path(digest)))
        except FileNotFoundError:
            return None

    def remove(self, digest: str) -> None:
        """Delete bytes, where they are there."""
        with contextlib.suppress(FileNotFoundError):
            self._files.rm_file(self._path(digest))

    def blobs(self) -> Iterator[Blob]:
        """All that lies there under a digest, in order."""
        for path, about in sorted(self._files.find(self._root, detail=True).items()):
            name = path.rpartition("/")[2]
            if DIGEST.fullmatch(name):
                yield Blob(name, int(about["size"] or 0), _written(about))

    def names(self) -> list[str]:
        """The names that a backup gives to what lies there, in order."""
        return [f"{blob.digest[:2]}/{blob.digest}" for blob in self.blobs()]

    def open(self, name: str) -> BinaryIO:
        """What lies under such a name, to be read."""
        return cast(BinaryIO, self._files.open(f"{self._root}/{name}", "rb"))

    def place(self, name: str, content: bytes) -> None:
        """Put back what a backup holds under such a name. Raises ValueError for bytes of another digest."""
        if hashlib.sha256(content).hexdigest() != name.rpartition("/")[2]:
            raise ValueError(f"{name} in the backup is not what its name says.")
        self.put(content)

    def ready(self) -> "Store":
        """The store itself, once its address is known to be usable. Raises CannotKeep, saying what is missing."""
        _ = self._place
        return self

    @cached_property
    def _place(self) -> tuple[Any, str]:
        try:
            files, root = url_to_fs(self.url)
        except ImportError as error:
            raise CannotKeep(f"ATTACHMENTS_URL needs a package that is not installed. {error}") from error
        except ValueError as error:
            raise CannotKeep(f"ATTACHMENTS_URL cannot be used. {error}") from error
        return files, root.rstrip("/")

    @property
    def _files(self) -> Any:
        return self._place[0]

    @property
    def _root(self) -> str:
        return self._place[1]

    @property
    def _local(self) -> bool:
        return "file" in (self._files.protocol if isinstance(self._files.protocol, tuple) else (self._files.protocol,))

    def _path(self, digest: str) -> str:
        return f"{self._root}/{digest[:2]}/{digest}"


def _keep_entry(folder: str) -> None:
    """Have the disk keep the new name of a file, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _written(about: dict[str, Any]) -> datetime | None:
    """When bytes were last written, in whatever word the store has for it."""
    found = about.get("mtime") or about.get("LastModified") or about.get("created") or about.get("last_modified")
    if isinstance(found, int | float):
        return datetime.fromtimestamp(found, UTC)
    if isinstance(found, datetime):
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None
