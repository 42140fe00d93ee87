"""The registrar writes, reads over and activates the next version of a standard."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.rules.policy import Permission
from registry.standards import services
from registry.standards.forms import RevisionForm, VersionForm
from registry.standards.queries.versions import Drafting, drafting, written
from registry.standards.views.blueprint import bp
from registry.web.requests import current_actor, requires


@bp.route("/standards/<code>/version", methods=["GET", "POST"])
@requires(Permission.STANDARD_VERSION)
def draft_version(code: str) -> ResponseReturnValue:
    """Write the next version, or go on with it."""
    actor = current_actor()
    page = drafting(actor, code)
    form = VersionForm(data=_offered(page))
    if form.carry_out(lambda: services.draft_version(actor, code, form.details())):
        flash(_("The draft is saved. Read it over, then activate it."))
        return redirect(url_for(".activate_version", code=code))
    return render_template("standards/version.html", form=form, page=drafting(actor, code)), form.status


@bp.route("/standards/<code>/version/activate", methods=["GET", "POST"])
@requires(Permission.STANDARD_VERSION)
def activate_version(code: str) -> ResponseReturnValue:
    """Read the draft over beside the current version, and make it the current one."""
    actor = current_actor()
    page = drafting(actor, code)
    if page.draft is None:
        return redirect(url_for(".draft_version", code=code))
    form = RevisionForm(data={"revision": page.draft.revision})
    if form.carry_out(lambda: services.activate_version(actor, code, form.read_at())):
        flash(_("The version is in use. What was assessed before needs a re-check."))
        return redirect(url_for("pages.standard", code=code))
    return render_template("standards/activate.html", form=form, page=page), form.status


@bp.post("/standards/<code>/version/discard")
@requires(Permission.STANDARD_VERSION)
def discard_version(code: str) -> ResponseReturnValue:
    """Drop the draft."""
    actor = current_actor()
    form = RevisionForm()
    form.carry_out(lambda: services.discard_version(actor, code, form.read_at()))
    flash(_("The draft is dropped."))
    return redirect(url_for("pages.standard", code=code))


def _offered(page: Drafting) -> dict[str, object]:
    """What the form begins with: the draft, or the requirements of the current version."""
    start = page.draft or page.current
    begun = {"requirements": written(start.requirements)} if start else {}
    if page.draft is None:
        return {**begun, "revision": 0}
    kept = ("label", "published_on", "source", "note", "exempted_by", "revision")
    return {**begun, **{name: getattr(page.draft, name) for name in kept}}
