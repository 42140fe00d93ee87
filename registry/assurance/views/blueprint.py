"""The blueprint that the views of this slice hang on, and the two addresses that each of them has."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from flask import Blueprint

View = TypeVar("View", bound=Callable[..., Any])

bp = Blueprint("assurance", __name__)


def both(path: str, methods: Sequence[str] = ("GET",)) -> Callable[[View], View]:
    """Of a tool: /tools/<slug>/standards. Of an adoption: /tools/<slug>/at/<organisation>/standards."""

    def decorate(view: View) -> View:
        name = view.__name__
        bp.add_url_rule(f"/tools/<slug>/standards{path}", name, view, methods=list(methods))
        place = f"/tools/<slug>/at/<organisation>/standards{path}"
        bp.add_url_rule(place, f"adoption_{name}", view, methods=list(methods))
        return view

    return decorate
