"""Pages that all visitors are sent alike: made once, and sent again as long as nothing in the register has changed.

A page is kept for whoever comes without a cookie. Before it is sent again, the newest event, the day and whatever else
the view names must be what they were, so what is withdrawn from view is gone with the same request. Each web worker
keeps its own.
"""

import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from sys import getsizeof
from typing import Any, TypeVar, cast

from flask import Response, current_app, make_response, request, session

from registry.core import clock, events
from registry.core.db import db

View = TypeVar("View", bound=Callable[..., Any])
Mark = Callable[[], Hashable]

OF_PAGES = "pages-kept-for-visitors"
BESIDE = 500  # bytes of a page's mark and of its place in the list, about


class Pages:
    """Packed pages with what they depend on; those that were asked for longest ago make room."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._held: OrderedDict[str, tuple[Hashable, bytes]] = OrderedDict()
        self._bytes = 0

    def get(self, address: str, mark: Hashable) -> bytes | None:
        """The page of an address, if all that it depends on is as it was."""
        found = self._held.get(address)
        if found is None or found[0] != mark:
            return None
        self._held.move_to_end(address)
        return zlib.decompress(found[1])

    def put(self, address: str, mark: Hashable, page: bytes) -> None:
        """Keep a page in place of its earlier form."""
        former = self._held.pop(address, None)
        if former:
            self._bytes -= weight(address, former[1])
        packed = zlib.compress(page, 1)
        self._held[address] = mark, packed
        self._bytes += weight(address, packed)
        while self._bytes > self._room:
            oldest, (_, made) = self._held.popitem(last=False)
            self._bytes -= weight(oldest, made)


def weight(address: str, packed: bytes) -> int:
    """How much room a page takes, with the address that it is kept under, which its visitor chose."""
    return getsizeof(address) + getsizeof(packed) + BESIDE


def alike(*marks: Mark) -> Callable[[View], View]:
    """A view whose page depends on the address alone for visitors, and on these marks beside the events and the day.

    What is no page, asks for a session, or says itself how long it may be kept is made anew each time.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def seen(*args: Any, **kwargs: Any) -> Any:
            room = current_app.config["SETTINGS"].kept_pages_bytes
            if not room or request.method != "GET" or request.cookies:
                return view(*args, **kwargs)
            pages = current_app.extensions.setdefault(OF_PAGES, Pages(room))
            mark = (events.head(db.session), clock.today(), *(one() for one in marks))
            page = pages.get(request.url, mark)
            if page is not None:
                return Response(page, mimetype="text/html")
            answer = make_response(view(*args, **kwargs))
            if answer.status_code == 200 and not session and "Cache-Control" not in answer.headers:
                pages.put(request.url, mark, answer.get_data())
            return answer

        return cast(View, seen)

    return decorate
