"""The addresses of the search slice."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Flask, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from registry.search.forms import arguments, asked
from registry.search.queries import state
from registry.search.queries.asked import SORTS, Asked
from registry.search.queries.page import Results, results
from registry.search.queries.similar import similar as similar_tools
from registry.search.queries.suggest import Suggestion, facet_of
from registry.search.queries.suggest import suggest as suggestions
from registry.search.services.unanswered import note_unanswered
from registry.web.askers import asker
from registry.web.requests import current_actor, members, public
from registry.web.visitors import alike

bp = Blueprint("search", __name__)


def init_app(app: Flask) -> None:
    """Add the addresses."""
    app.register_blueprint(bp)


@bp.get("/search")
@public
@alike(state.mark)
def find() -> ResponseReturnValue:
    """Tools by words and filters: why each matched, and how sure one can be of it."""
    search = asked(request.args)
    answer = results(current_actor(), search)
    in_vain = note_unanswered(current_actor(), asker(), answer.found)
    page = render_template(
        "search/find.html",
        asked=answer.found.asked,
        found=answer.found,
        page=answer.page,
        near=answer.near,
        chips=_chips(answer),
        sorts=list(zip(SORTS, _sorts(), strict=True)),
        address=address,
        fewer=_fewer(answer),
        follow=arguments(answer.found.asked),
        synthetic="some" if any(hit.synthetic for hit in (*answer.page.items, *answer.near)) else "",
    )
    return (page, {"Cache-Control": "private, no-store"}) if in_vain else page  # the next one is to be counted too


@bp.get("/similar")
@members
def similar() -> ResponseReturnValue:
    """Registered tools like one whose title and summary are being typed, for the page to show beneath them."""
    found = similar_tools(current_actor(), request.args.get("name", ""), request.args.get("summary", ""))
    said = ngettext("%(num)s similar tool is registered.", "%(num)s similar tools are registered.", len(found))
    html = render_template("search/similar.html", found=found)
    return jsonify(said=said if found else "", ids=[one.id for one in found], html=html)


@bp.get("/search/suggest")
@public
def suggest() -> ResponseReturnValue:
    """What somebody may be about to type, for the search box to show beneath it."""
    found = suggestions(current_actor(), request.args.get("q", ""))
    return jsonify([_suggested(one) for one in found])


def _suggested(one: Suggestion) -> dict[str, str]:
    """A suggestion as the search box shows it, and where it leads."""
    if one.kind == "tool":
        return {"text": one.text, "note": _("Tool"), "url": url_for("pages.tool", slug=one.slug)}
    if one.kind == "value":
        note = ngettext("%(name)s, %(num)s tool", "%(name)s, %(num)s tools", one.count, name=_(facet_of(one)))
        return {"text": one.text, "note": note, "url": address(Asked(filters={one.code: (one.value,)}))}
    note = _("related to %(word)s", word=one.value) if one.kind == "related" else ""
    return {"text": one.text, "note": note, "url": address(Asked(one.text))}


def address(search: Asked, **changes: Any) -> str:
    """The address of a search, changed in some way."""
    changed = replace(search, **changes)
    return url_for("search.find", **arguments(changed))


def _sorts() -> list[str]:
    return [_("Best match"), _("Newest"), _("Most adopted")]


def _chips(answer: Results) -> list[dict[str, str]]:
    """The filters that are on, each with the address without it."""
    return [
        {
            "label": _(group.label),
            "value": _(option.label),
            "remove_url": address(answer.found.asked.without(group.key, option.value)),
        }
        for group in answer.found.groups
        for option in group.options
        if option.checked
    ]


def _fewer(answer: Results) -> list[tuple[str, str, int]]:
    """The searches with one filter less: its name, address and how many they find."""
    on = [(group, one) for group in answer.found.groups for one in group.options if one.checked]
    labels = {(group.key, one.value): _(one.label) for group, one in on}
    return [
        (labels.get((code, value), value), address(answer.found.asked.without(code, value)), count)
        for code, value, count in answer.found.unfiltered
    ]
