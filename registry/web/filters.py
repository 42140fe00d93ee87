"""Jinja filters: dates, counts and codes in words, and text from people made safe."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum
from functools import lru_cache

import nh3
from babel.dates import format_date, format_datetime
from flask import Flask, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markupsafe import Markup, escape

from registry.core.clock import LONDON
from registry.rules import units, words
from registry.web.widgets import form_errors

MARK_START, MARK_END = "\ue000", "\ue001"  # private-use characters: a search puts them round each match

_TAGS = frozenset(
    ["p", "br", "strong", "em", "a", "code", "pre", "blockquote", "ul", "ol", "li", "h3", "h4", "h5", "h6", "hr"]
)
_PATTERNS = {"day": "d MMMM y", "month": "MMMM y", "year": "y"}


def slug(value: object) -> str:
    """A code as it stands in class names and addresses, from an enum member or a string."""
    code = value.value if isinstance(value, Enum) else value
    return str(code).replace("_", "-") if code is not None else ""


def label(value: object) -> str:
    """A code as people read it; nothing for an empty one."""
    code = slug(value)
    return str(_(words.label(code))) if code else ""


def _locale() -> str:
    locale = get_locale()
    return "en_GB" if locale is None or locale.language == "en" else str(locale)


def _local(value: date | datetime) -> date | datetime:
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is None:
        raise ValueError("A moment without a time zone cannot be shown.")
    return value.astimezone(LONDON)


def date_words(value: date | datetime | None, precision: object = "day") -> str:
    """A date as exactly as it is known: 8 March 2021, March 2021 or 2021; "not stated" for none."""
    if value is None:
        return str(_("not stated"))
    return str(format_date(_local(value), _PATTERNS[slug(precision)], locale=_locale()))


def long_date(value: date | datetime | None) -> str:
    """A day in London in words: 8 March 2021."""
    return date_words(value)


def source_date(code: str | None) -> str:
    """A date as a source gives it: 2024-11-01 and 2024-11 in words, anything else as it stands."""
    day = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])(?:-(\d\d))?", code or "")
    if day is None:
        return code or ""
    try:
        found = date(int(day[1]), int(day[2]), int(day[3] or 1))
    except ValueError:
        return code or ""
    return date_words(found, "day" if day[3] else "month")


def time_of_day(value: datetime) -> str:
    """A time in London: 14:05."""
    return f"{_local(value):%H:%M}"


def moment(value: datetime | None) -> str:
    """A day and a time in London: 8 March 2021 at 14:05."""
    if value is None:
        return str(_("not stated"))
    local = _local(value)
    clock = format_datetime(local, "HH:mm", locale=_locale())
    return str(_("%(date)s at %(time)s", date=date_words(local), time=clock))


def thousands(value: float | None) -> str:
    """A figure with a comma at each thousand; whole figures without a point."""
    if value is None:
        return str(_("not stated"))
    whole = float(value).is_integer()
    return f"{int(value):,}" if whole else f"{value:,.10g}"


def figure(value: float | None) -> str:
    """A figure as it is read: at most four digits that say something, whole numbers as they are."""
    if value is None:
        return str(_("not stated"))
    rounded = float(f"{value:.4g}")
    whole = abs(value) >= 1000 or float(value).is_integer()
    text = f"{round(value):,}" if whole else f"{rounded:,.10f}".rstrip("0").rstrip(".")
    return text.replace("-", "\u2212") if text != "-0" else "0"


def unit(code: str | None) -> str:
    """A unit as people read it."""
    return str(_(units.named(code))) if code else ""


def of_whole(part: int, whole: int) -> str:
    """A count beside its whole: 27 of 43."""
    return str(_("%(part)s of %(whole)s", part=thousands(part), whole=thousands(whole)))


def counted(number: int, one: str, many: str) -> str:
    """A count and the thing counted: 1 force, 3 forces."""
    return f"{thousands(number)} {one if number == 1 else many}"


def listed(items: Sequence[str]) -> str:
    """Things in a row as people say them: Kent, Essex and Surrey."""
    texts = [str(item) for item in items]
    if len(texts) < 2:
        return "".join(texts)
    return str(_("%(first)s and %(last)s", first=", ".join(texts[:-1]), last=texts[-1]))


def _lower_headings(state: StateCore) -> None:
    """A heading inside a text never competes with the page's own: it starts at level 3."""
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1]) + 2)}"


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).disable("image")
    reader.core.ruler.push("lower_headings", _lower_headings)
    return reader


def markdown(text: str | None) -> Markup:
    """Markdown as safe HTML: no raw HTML, no images, no scripts, links that lend no weight."""
    if not text:
        return Markup()
    clean = nh3.clean(
        _reader().render(text),
        tags=set(_TAGS),
        attributes={"a": {"href", "title"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer ugc",
    )
    return Markup(clean)  # noqa: S704  # nosec: nh3 has just cleaned it


def snippet(text: str | None) -> Markup:
    """A passage with its matches marked; everything but the marks is escaped."""
    safe = str(escape(text or ""))
    if safe.count(MARK_START) != safe.count(MARK_END):
        return Markup(safe.replace(MARK_START, "").replace(MARK_END, ""))  # noqa: S704  # escaped above
    safe = safe.replace(MARK_START, '<mark class="app-mark">').replace(MARK_END, "</mark>")
    return Markup(safe)  # noqa: S704  # escaped above; only the marks are ours


def page_url(number: int, name: str = "page") -> str:
    """The address of another page of the list that is being looked at, filters kept."""
    arguments = {key: values for key, values in request.args.lists() if key != name}
    if number > 1:
        arguments[name] = [str(number)]
    parts = {**(request.view_args or {}), **arguments}
    return url_for(request.endpoint or "", **parts)


def page_numbers(number: int, pages: int) -> list[int | None]:
    """Which pages to name in a pager: the ends, this one and its neighbours; None where some are left out."""
    wanted = sorted({n for n in (1, number - 1, number, number + 1, pages) if 1 <= n <= pages})
    named: list[int | None] = []
    for n in wanted:
        before = named[-1] if named else None
        if before is not None and n - before == 2:
            named.append(n - 1)
        elif before is not None and n - before > 2:
            named.append(None)
        named.append(n)
    return named


FILTERS = (
    slug,
    label,
    date_words,
    long_date,
    source_date,
    moment,
    thousands,
    figure,
    unit,
    of_whole,
    counted,
    listed,
    markdown,
    snippet,
)


def init_app(app: Flask) -> None:
    """Give every template the filters, the two helpers of the pager and the errors of a form."""
    for function in FILTERS:
        app.jinja_env.filters[function.__name__] = function
    app.jinja_env.globals.update(page_url=page_url, page_numbers=page_numbers, form_errors=form_errors)
