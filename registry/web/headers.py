"""Headers that every answer carries, and those of what anybody may keep."""

from flask import Flask, Response, current_app, request

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def init_app(app: Flask) -> None:
    """Put the headers on every answer, errors and files included."""
    app.after_request(protect)


def protect(response: Response) -> Response:
    """No foreign content, no framing, no sniffing, no address passed on, nothing kept that a person may see."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)  # a file that people uploaded has a stricter one
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers.setdefault("Referrer-Policy", "same-origin")
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if current_app.config["SETTINGS"].hsts:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if "Cache-Control" not in headers:  # a file says for itself how long it may be kept; what failed never may
        headers["Cache-Control"] = "private, no-store"
        headers.add("Vary", "Cookie")
    return response


def let_keep(response: Response) -> Response:
    """Let a public answer be kept, but asked for again each time: what is withdrawn from view is so at once.

    One asked for with a cookie is kept by nobody.
    """
    if response.status_code == 200 and request.method in ("GET", "HEAD") and not request.cookies:
        response.headers["Cache-Control"] = "public, no-cache"
        response.add_etag()
        response.make_conditional(request)
    return response
