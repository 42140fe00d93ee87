"""Sending a file that somebody uploaded: to be kept, never to be shown or run in the page."""

import io

from flask import Response, send_file

ALONE = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def sent(content: bytes, media_type: str, name: str) -> Response:
    """The file as an attachment, whole or the range that was asked for, which nothing on the way may keep."""
    answer = send_file(io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name)
    answer.headers["Content-Security-Policy"] = ALONE
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Vary"] = "Cookie"
    return answer
