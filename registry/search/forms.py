"""What a search page is asked, read from its address. Nothing in it can be wrong: what means nothing is left aside."""

from typing import Any

from werkzeug.datastructures import MultiDict

from registry.search.index.facets import BY_CODE
from registry.search.queries.asked import SORTS, Asked
from registry.search.queries.language import tidy

MOST_VALUES = 30  # of one filter
LONGEST_VALUE = 120


def asked(arguments: MultiDict[str, str]) -> Asked:
    """The search that an address asks for."""
    sort = arguments.get("sort", "")
    return Asked(
        text=arguments.get("q", ""),
        filters={code: values for code in BY_CODE if (values := _values(arguments.getlist(code)))},
        sort=sort if sort in SORTS else SORTS[0],
        page=_page(arguments.get("page", "")),
        exact=arguments.get("exact", "") == "1",
    )


def arguments(search: Asked) -> dict[str, Any]:
    """The address of a search, without its page."""
    found: dict[str, Any] = {"q": search.text} if search.text else {}
    found |= search.filters
    if search.sort != SORTS[0]:
        found["sort"] = search.sort
    if search.exact:
        found["exact"] = "1"
    return found


def _values(values: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for value in values[:MOST_VALUES] if (code := tidy(value[:LONGEST_VALUE]))))


def _page(value: str) -> int:
    return int(value[:9]) if value.isascii() and value.isdigit() else 1  # the last page stands for all beyond it
