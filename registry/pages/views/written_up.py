"""Already written up? A document that exists fills a draft, and each answer is marked to be checked."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from registry.attachments.views import keeping
from registry.catalogue import services
from registry.catalogue.models import Tool
from registry.catalogue.queries.prefilling import Prefilling, prefilling, room_for
from registry.catalogue.queries.terms import in_words
from registry.pages.forms.written_up import CONFIRM, WrittenUpForm
from registry.pages.views.blueprint import bp
from registry.rules.policy import Permission
from registry.rules.written_up import Reading, read
from registry.web.requests import current_actor, requires


@bp.route("/tools/<slug>/written-up", methods=["GET", "POST"])
@requires(Permission.TOOL_EDIT)
def written_up(slug: str) -> ResponseReturnValue:
    """Step one: the text. Step two: what was placed, and where from. Step three: the draft is filled."""
    page = prefilling(current_actor(), slug)
    form = WrittenUpForm()
    found = form.carry_out(lambda: _filled(slug, form) if form.confirms else _read(page, form))
    if isinstance(found, Tool):
        return redirect(url_for("catalogue.edit", slug=slug))
    values = {"form": form, "tool": page.tool, "synthetic": page.tool.synthetic}
    if found is None:
        return render_template("pages/written_up.html", **values), form.status
    form.step.data, form.revision.data = CONFIRM, str(page.written.copy.revision)
    return render_template("pages/written_up_check.html", **values, found=found, rows=_rows(page, found))


def _read(page: Prefilling, form: WrittenUpForm) -> Reading:
    form.text.data = form.document(keeping())
    return read(form.text.data, form.kind.data, page.written.schema, page.options)


def _filled(slug: str, form: WrittenUpForm) -> Tool:
    page = prefilling(current_actor(), slug)
    found = _read(page, form)
    count = len(room_for(page, found.answers))
    tool = services.prefill(current_actor(), slug, found.answers, form.kind.data, form.read_at())
    flash(ngettext("%(num)s answer is added. Check it.", "%(num)s answers are added. Check each of them.", count))
    return tool


def _rows(page: Prefilling, found: Reading) -> list[dict[str, object]]:
    """Each answer in words with where it stood, and whether the draft has room for it."""
    room = room_for(page, found.answers)
    return [
        {
            "label": one.question.label,
            "words": in_words(one.question, one.answer, page.options),
            "headings": one.headings,
            "fits": one.question.code in room,
        }
        for one in found.placed
    ]
