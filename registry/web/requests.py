"""Who asks, what a route asks of them, and how a refusal is answered: in one place."""

import sqlite3
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

import structlog
from flask import Flask, Response, current_app, g, json, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import BadRequest, HTTPException, NotFound
from werkzeug.routing import IntegerConverter

from registry.core import logs
from registry.core.commands import record_refusal
from registry.core.errors import Conflict, Invalid, NotAllowed, Refusal, TooMany
from registry.rules.policy import Actor, Permission

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
MEMBERS = "members"
BLANK = "about:blank"

log = structlog.get_logger(__name__)


def public(view: View) -> View:
    """Anybody may ask; the query shows each only what they may read."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def members(view: View) -> View:
    """Any signed-in person may ask, about themselves or what they may read."""
    return _signed_in(view, MEMBERS)


def requires(permission: Permission) -> Callable[[View], View]:
    """Sign-in is needed, and the view's query or service checks this permission over its subject."""
    return lambda view: _signed_in(view, permission)


def _signed_in(view: View, access: str) -> View:
    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if current_actor().id is None:
            return ask_to_sign_in()
        return view(*args, **kwargs)

    guarded.access = access  # type: ignore[attr-defined]
    return cast(View, guarded)


def current_actor() -> Actor:
    """Whoever makes this request."""
    return cast(Actor, current_user.actor)


def ask_to_sign_in(afterwards: str | None = None) -> ResponseReturnValue:
    """Send a visitor to the sign-in page, and back or to another page afterwards; the API answers 401."""
    if is_api():
        return problem(401, _("Sign in needed"), _("This part of the API needs a signed-in person."))
    here = request.full_path if request.method in ("GET", "HEAD") else url_for("pages.home")
    return redirect(url_for("accounts.sign_in", next=(afterwards or here).rstrip("?")))


class Key(IntegerConverter):
    """A number in an address that fits the database's own; a larger one is no address of ours."""

    def __init__(self, map: Any, *args: Any, **kwargs: Any) -> None:  # noqa: A002  the library's name
        super().__init__(map, *args, **{"max": 2**31 - 1, **kwargs})


def init_app(app: Flask) -> None:
    """Start each request with an id, close what no rule opens, and answer refusals."""
    app.url_map.converters["int"] = Key
    app.before_request(begin)
    app.before_request(refuse_null)
    app.before_request(closed_by_default)
    app.after_request(finish)
    app.register_error_handler(Refusal, answer_refusal)
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(OperationalError, answer_busy)
    app.register_error_handler(PoolTimeout, answer_busy)
    app.register_error_handler(Exception, answer_fault)


def begin() -> None:
    """Give the request an id that its logs and its answer carry."""
    g.request_id = logs.begin(request.headers.get("X-Request-ID"), method=request.method, path=request.path)


def refuse_null() -> None:
    """Nobody types a null character, and no database text may hold one."""
    if "\0" in request.path or any("\0" in text for pair in request.values.items(multi=True) for text in pair):
        raise BadRequest


def closed_by_default() -> None:
    """A route that states no permission does not exist."""
    view = request.endpoint and _view(request.endpoint)
    if view and not hasattr(view, "access"):
        raise NotFound


def finish(response: Response) -> Response:
    """Log the answer and name the request in it."""
    response.headers["X-Request-ID"] = g.get("request_id", "")
    log.info("answered", status=response.status_code)
    return response


def is_api() -> bool:
    """Whether the request asks the JSON API."""
    return request.path.startswith("/api/")


def answer_refusal(refusal: Refusal) -> ResponseReturnValue:
    """A refusal in the form that was asked for. An attempt to change something is put on the audit trail."""
    if isinstance(refusal, NotAllowed) and request.method not in ("GET", "HEAD"):
        record_refusal(refusal)
    answer = (
        problem(
            refusal.status,
            refusal.title,
            refusal.message,
            getattr(refusal, "fields", None),
            getattr(refusal, "kind", BLANK),
        )
        if is_api()
        else _page(refusal.status, refusal.title, refusal.message, refusal)
    )
    if isinstance(refusal, TooMany):
        answer.headers["Retry-After"] = str(refusal.retry_after)
    return answer


def answer_http(error: HTTPException) -> ResponseReturnValue:
    """What the framework refuses: no such address, wrong method, body too large."""
    status = error.code or 500
    if status < 400:
        return error.get_response()
    title, text = PAGES.get(status, PAGES[400 if status < 500 else 500])
    if isinstance(error, CSRFError):
        title, text = PAGES["csrf"]
    text = str(text).format(limit=current_app.config["MAX_CONTENT_LENGTH"] // 2**20)
    answer = problem(status, str(title), text) if is_api() else _page(status, str(title), text)
    for name, value in error.get_headers(request.environ):
        if name in ("Allow", "Retry-After"):
            answer.headers[name] = value
    return answer


def answer_busy(error: OperationalError | PoolTimeout) -> ResponseReturnValue:
    """The database did not answer in time. What SQLite calls so and is our own mistake is answered as one."""
    cause = getattr(error, "orig", error)
    if getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
        return answer_fault(error)
    log.error("database-unavailable", error=type(cause).__name__)
    title, text = PAGES[503]
    answer = problem(503, str(title), str(text)) if is_api() else _down(503, str(title), str(text))
    answer.headers["Retry-After"] = "10"
    return answer


def answer_fault(error: Exception) -> ResponseReturnValue:
    """Something broke: log it whole, say nothing of it outside."""
    log.exception("fault", error=type(error).__name__)
    if current_app.config["TESTING"]:
        raise error
    title, text = PAGES[500]
    return problem(500, str(title), str(text)) if is_api() else _down(500, str(title), str(text))


def problem(status: int, title: str, detail: str, fields: dict[str, str] | None = None, kind: str = BLANK) -> Response:
    """An answer in application/problem+json."""
    body: dict[str, Any] = {"type": kind, "title": title, "status": status, "detail": detail}
    if fields:
        body["errors"] = fields
    return Response(json.dumps(body), status, content_type="application/problem+json")


def _page(status: int, title: str, text: str, refusal: Refusal | None = None) -> Response:
    changes = refusal.changes if isinstance(refusal, Conflict) else ()
    fields = refusal.fields if isinstance(refusal, Invalid) else {}
    restore = getattr(refusal, "restore", "")
    try:
        page = render_template(
            "errors/error.html", status=status, title=title, text=text, changes=changes, fields=fields, restore=restore
        )
    except SQLAlchemyError:  # who is signed in could not be asked
        log.exception("error-page-failed", status=status)
        return _down(503, *PAGES[503])
    return Response(page, status)


def _down(status: int, title: str, text: str) -> Response:
    # Not render_template: its context asks who is signed in, and so the database that may be what failed
    page = current_app.jinja_env.get_template("errors/down.html").render(
        title=title, text=text, request=request, request_id=g.get("request_id", "")
    )
    return Response(page, status)


def _view(endpoint: str) -> Any:
    return current_app.view_functions.get(endpoint)


PAGES: dict[int | str, tuple[str, str]] = {
    400: ("We could not read that", "Something in the address or the form could not be read. Go back and try again."),
    401: ("Sign in needed", "Sign in and try again."),
    403: ("You cannot do that", "Your role does not let you do that. Ask your force's lead if you think it should."),
    404: ("Page not found", "There is no such page, or it is not shared with you. Check the address, or search."),
    405: (
        "That cannot be done here",
        "This address does not take that kind of request. Go back and use the page's own buttons.",
    ),
    409: ("Somebody else changed this", "Reload the page, look at what changed, and try again."),
    410: ("Withdrawn from view", "This was published and has been withdrawn from view."),
    413: (
        "That is too large",
        "The registry takes up to {limit} MB at once. Make it smaller, or send fewer files, and try again.",
    ),
    422: ("There is a problem with what you sent", "Check the answers and try again."),
    429: ("Too many attempts", "Wait a minute and try again."),
    500: (
        "Something went wrong",
        "It is our fault, and it has been recorded. What you saved before is safe. Try again in a minute.",
    ),
    503: ("The registry is busy", "It will be back shortly. What you saved before is safe. Try again in a minute."),
    "csrf": (
        "This page was open too long",
        "Go back, reload the page and send the form again. Copy long answers first.",
    ),
}
