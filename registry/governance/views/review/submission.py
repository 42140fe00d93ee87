"""Submitting a record."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.governance.forms.review import ReleaseForm
from registry.governance.queries import review as queries
from registry.governance.services import review as services
from registry.governance.views.blueprint import bp
from registry.rules.policy import Permission
from registry.web.requests import current_actor, requires


@bp.route("/tools/<slug>/submit", methods=["GET", "POST"])
@requires(Permission.TOOL_SUBMIT)
def submit(slug: str) -> ResponseReturnValue:
    """What is missing, or the whole record and the release that sends it to review."""
    actor = current_actor()
    page = queries.submission(actor, slug)
    form = ReleaseForm().in_person() if page.in_person else ReleaseForm()
    if form.carry_out(lambda: services.submit(actor, slug, form.details())):
        flash(_("The record is in review. You see here what the reviewer says."))
        return redirect(url_for("catalogue.edit", slug=slug))
    return render_template(
        "governance/submit.html", form=form, page=page, tool=page.tool, synthetic=page.tool.synthetic
    ), 422 if form.errors else 200
