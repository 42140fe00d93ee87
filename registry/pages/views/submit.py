"""Submitting a record."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.catalogue import queries as catalogue
from registry.governance.queries import review as queries
from registry.governance.services import review as services
from registry.pages.forms.registering import SubmitForm
from registry.pages.views.blueprint import bp
from registry.rules.policy import Permission
from registry.search.queries.similar import similar
from registry.web.requests import current_actor, requires


@bp.route("/tools/<slug>/submit", methods=["GET", "POST"])
@requires(Permission.TOOL_SUBMIT)
def submit(slug: str) -> ResponseReturnValue:
    """What stands in the way, tools like it, the whole record, and the release that sends it to review."""
    actor = current_actor()
    page = queries.submission(actor, slug)
    tool = page.tool
    found = similar(actor, tool.name, tool.summary, supplier=tool.supplier or "", but=tool.id)
    findings = catalogue.findings(tool)
    strong = [one for one in found if one.strong]
    form = SubmitForm().ask(bool(strong))
    if page.in_person:
        form.in_person()
    if form.is_same and form.validate_on_submit():
        flash(_("Say where your force stands with it. Afterwards withdraw your draft: what was written stays."))
        return redirect(url_for("replication.record", slug=strong[0].slug))
    if form.carry_out(lambda: services.submit(actor, slug, form.details(), form.reason())):
        flash(_("The record is in review. You see here what the reviewer says."))
        return redirect(url_for("catalogue.edit", slug=slug))
    values = {"form": form, "page": page, "tool": tool, "findings": findings, "found": found}
    return render_template("pages/submit.html", **values, synthetic=tool.synthetic), form.status
