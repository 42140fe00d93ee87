"""Tools side by side, and a person's shortlist."""

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.core import clock
from registry.discovery.forms.shortlist import NoteForm
from registry.discovery.queries import shortlist as queries
from registry.discovery.queries.compare import MOST, compared
from registry.discovery.services import shortlist as services
from registry.discovery.views.blueprint import bp
from registry.rendering.documents import made
from registry.web.requests import current_actor, members, public

MIMES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@bp.get("/compare")
@public
def compare() -> ResponseReturnValue:
    """Up to four tools in the same rows."""
    actor = current_actor()
    asked = [slug[:120] for slug in dict.fromkeys(request.args.getlist("tool")) if slug][:50]
    found = compared(actor, asked[:MOST])
    own = queries.shortlist(actor).items if actor.id is not None and len(found.columns) < MOST else []
    return render_template(
        "discovery/compare.html",
        found=found,
        own=own,
        listed=queries.on_shortlist(actor, [column.id for column in found.columns]),
        most=MOST,
        cut=max(0, len(asked) - MOST),
        synthetic=found.synthetic,
    )


@bp.get("/shortlist")
@members
def shortlist() -> ResponseReturnValue:
    """The tools that the reader put aside to look at again."""
    found = queries.shortlist(current_actor())
    examples = any(item.synthetic for item in found.items)
    return render_template(
        "discovery/shortlist.html", found=found, most=queries.MOST, synthetic="some" if examples else False
    )


@bp.get("/shortlist.<any(pdf, xlsx):form>")
@members
def download_shortlist(form: str) -> ResponseReturnValue:
    """The shortlist as a document, in the rows of the comparison."""
    folder = current_app.config["SETTINGS"].instance_dir / "rendering"
    body = made(f"tables_{form}", queries.document(current_actor()), folder)
    name = f"shortlist-{clock.today():%Y-%m-%d}.{form}"
    return Response(body, content_type=MIMES[form], headers={"Content-Disposition": f'attachment; filename="{name}"'})


@bp.post("/tools/<slug>/shortlist")
@members
def add_to_shortlist(slug: str) -> ResponseReturnValue:
    """Put a tool on it."""
    added = services.add_to_shortlist(current_actor(), slug)
    flash(_("It is on your shortlist.") if added else _("It was on your shortlist already."))
    return redirect(url_for(".shortlist"))


@bp.post("/shortlist/<int:tool_id>/remove")
@members
def remove_from_shortlist(tool_id: int) -> ResponseReturnValue:
    """Take a tool off."""
    services.remove_from_shortlist(current_actor(), tool_id)
    flash(_("It is no longer on your shortlist."))
    return redirect(url_for(".shortlist"))


@bp.post("/shortlist/clear-hidden")
@members
def clear_hidden() -> ResponseReturnValue:
    """Take off what may not be seen any more."""
    actor = current_actor()
    services.clear_hidden(actor, frozenset(item.tool_id for item in queries.shortlist(actor).items))
    flash(_("Your shortlist holds what you may see."))
    return redirect(url_for(".shortlist"))


@bp.post("/shortlist/<int:tool_id>/move")
@members
def move_on_shortlist(tool_id: int) -> ResponseReturnValue:
    """One place up or down."""
    services.move_on_shortlist(current_actor(), tool_id, up=request.form.get("to") == "up")
    return redirect(url_for(".shortlist", _anchor=f"tool-{tool_id}"))


@bp.route("/shortlist/<int:tool_id>/note", methods=["GET", "POST"])
@members
def note_on_shortlist(tool_id: int) -> ResponseReturnValue:
    """What one notes of a tool."""
    actor = current_actor()
    item = queries.listed_tool(actor, tool_id)
    form = NoteForm(data={"note": item.note})
    if form.carry_out(lambda: services.note_on_shortlist(actor, tool_id, form.note.data or "")):
        flash(_("The note is saved."))
        return redirect(url_for(".shortlist", _anchor=f"tool-{tool_id}"))
    return render_template("discovery/shortlist_note.html", form=form, item=item), form.status
