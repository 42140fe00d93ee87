"""How the API is read: a page of a list or one thing, with what may be kept, and for how long."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import request, url_for
from marshmallow import Schema

from registry.api.schemas.base import NoQuestion, Problem
from registry.api.views.blueprint import PROBLEM, bp
from registry.core.paging import FURTHEST, Page
from registry.web.headers import let_keep

View = Callable[..., Any]

ALWAYS = {
    304: "You hold this answer already: your If-None-Match names it.",
    400: "The request could not be read, or names another host.",
    422: "A parameter is unknown or wrong; errors names it.",
    429: "You asked too often. Retry-After says how many seconds to wait.",
    500: "It is our fault, and it has been recorded.",
    503: "The registry is busy. Retry-After says how many seconds to wait.",
}
OF_ONE = {404: "There is no such thing, or it is not shared with you."}
WITHDRAWN = {410: "It was published and has been withdrawn from view."}

KEPT = {
    "ETag": {
        "description": "Names this answer, for If-None-Match; not sent with a session.",
        "schema": {"type": "string"},
    }
}
LINKS = {
    "Link": {"description": "The first, prev, next and last pages (RFC 8288).", "schema": {"type": "string"}},
}


def listed(
    answer: type[Schema], question: type[Schema], *, of_one: bool = False, withdrawn: bool = False
) -> Callable[[View], View]:
    """A view that takes `number`, `size` and its filters, and gives a Page.

    `of_one` where it is a list of one thing; `withdrawn` where that may answer 410.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def read(asked: dict[str, Any], **named: Any) -> Any:
            number = asked.pop("page")
            page = view(number=number, size=asked.pop("page_size"), **named, **asked)
            if (
                page.number < number
            ):  # a program that walks on until nothing comes is given nothing beyond the last page
                page = Page((), number, page.size, page.total)
            return page, {"Link": links(page)}

        asked = bp.arguments(question, location="query")(_answered(read, answer, KEPT | LINKS))
        return _documented(view, asked, (OF_ONE if of_one else {}) | (WITHDRAWN if withdrawn else {}))

    return decorate


def single(answer: type[Schema], *, withdrawn: bool = False) -> Callable[[View], View]:
    """A view of one thing; `withdrawn` where it may answer 410."""

    def decorate(view: View) -> View:
        @wraps(view)
        def read(_asked: dict[str, Any], **named: Any) -> Any:
            return view(**named)

        asked = bp.arguments(NoQuestion, location="query")(_answered(read, answer, KEPT))
        return _documented(view, asked, OF_ONE | (WITHDRAWN if withdrawn else {}))

    return decorate


def answering(
    answer: type[Schema], question: type[Schema] = NoQuestion, *, of_one: bool = True, withdrawn: bool = False
) -> Callable[[View], View]:
    """A view that works something out from its parameters; `withdrawn` where it may answer 410."""

    def decorate(view: View) -> View:
        @wraps(view)
        def read(asked: dict[str, Any], **named: Any) -> Any:
            return view(**named, **asked)

        asked = bp.arguments(question, location="query")(_answered(read, answer, KEPT))
        return _documented(view, asked, (OF_ONE if of_one else {}) | (WITHDRAWN if withdrawn else {}))

    return decorate


def links(page: Page[Any]) -> str:
    """The pages around this one, for the Link header."""
    last = min(page.pages, FURTHEST)
    around = {"first": 1, "prev": min(page.number - 1, last), "next": page.number + 1, "last": last}
    return ", ".join(
        f'<{_address(number, page.size)}>; rel="{name}"' for name, number in around.items() if 1 <= number <= last
    )


bp.after_request(let_keep)


def _address(number: int, size: int) -> str:
    kept: dict[str, Any] = request.args.to_dict(flat=False)
    kept |= request.view_args or {}
    return url_for(request.endpoint or "", **{**kept, "page": number, "page_size": size})


def _answered(view: View, answer: type[Schema], headers: dict[str, Any]) -> View:
    decorated: View = bp.response(200, answer, headers=headers)(view)
    return decorated


def _documented(view: View, decorated: View, also: dict[int, str]) -> View:
    responses = {str(status): _error(status, about) for status, about in sorted((ALWAYS | also).items())}
    documented: View = bp.doc(operationId=view.__name__, responses=responses)(decorated)
    return documented


def _error(status: int, about: str) -> dict[str, Any]:
    if status < 400:
        return {"description": about}
    return {"description": about, "content": {PROBLEM: {"schema": Problem}}}
