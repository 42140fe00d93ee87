"""Static files under names that change with their content, so that browsers may keep them for ever."""

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, send_from_directory
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

from registry.web.requests import public

URL_PATH = "/static"
_HASHED = re.compile(r"(?P<hash>[0-9a-f]{12})/(?P<name>.+)")
_FOREVER = "public, max-age=31536000, immutable"
_ASK_FIRST = "public, no-cache"


def _folder(app: Flask) -> Path:
    return Path(app.static_folder or Path(app.root_path).parent / "static")


@lru_cache(maxsize=256)
def _digest(path: str, changed: int, size: int) -> str:
    """The start of the content's hash; time and size are there so that an edited file is read again."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


def _hash_of(app: Flask, name: str) -> str | None:
    found = safe_join(str(_folder(app)), name)
    if found is None or not Path(found).is_file():
        return None
    status = Path(found).stat()
    return _digest(found, status.st_mtime_ns, status.st_size)


def asset_url(name: str) -> str:
    """The address of a static file, its content's hash in it; without the hash when the file is not built yet."""
    digest = _hash_of(current_app, name)
    return f"{URL_PATH}/{digest}/{name}" if digest else f"{URL_PATH}/{name}"


@public
def serve(filename: str) -> Response:
    """Send a static file: kept for ever under its own hash, asked about each time under any other name."""
    hashed = _HASHED.fullmatch(filename)
    name = hashed["name"] if hashed else filename
    digest = _hash_of(current_app, name)
    if digest is None:
        raise NotFound
    response = send_from_directory(_folder(current_app), name, conditional=True, etag=digest)
    response.headers["Cache-Control"] = _FOREVER if hashed and hashed["hash"] == digest else _ASK_FIRST
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def init_app(app: Flask) -> None:
    """Serve `/static/` ourselves and give every template `asset_url`."""
    if not app.has_static_folder:
        app.add_url_rule(f"{URL_PATH}/<path:filename>", endpoint="static")
    app.view_functions["static"] = serve
    app.jinja_env.globals["asset_url"] = asset_url
