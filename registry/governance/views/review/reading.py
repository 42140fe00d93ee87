"""Reading a record and settling its review."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.catalogue.queries import places
from registry.governance.forms.review import ChangesForm, NotAcceptForm, PublishForm
from registry.governance.queries import review as queries
from registry.governance.services import review as services
from registry.governance.views.blueprint import bp
from registry.rules.policy import Permission
from registry.web.requests import current_actor, requires


@bp.get("/tools/<slug>/review")
@requires(Permission.TOOL_DRAFT_READ)
def review(slug: str) -> ResponseReturnValue:
    """A record in full, what it changes, and what may be done with it."""
    return _page(slug, None)


@bp.route("/tools/<slug>/review/request-changes", methods=["GET", "POST"])
@requires(Permission.TOOL_REQUEST_CHANGES)
def review_request_changes(slug: str) -> ResponseReturnValue:
    """Hand the record back with what to change."""
    actor = current_actor()
    queries.reviewed_tool(actor, slug, Permission.TOOL_REQUEST_CHANGES)
    form = ChangesForm()
    if form.carry_out(lambda: services.request_changes(actor, slug, form.comment.data, form.due_on.data)):
        flash(_("The owner is told what to change."))
        return redirect(url_for(".review_queue"))
    page = queries.review(actor, slug)
    labels = places(page.tool)
    return render_template(
        "governance/review_request_changes.html",
        form=form,
        page=page,
        labels=labels,
        tool=page.tool,
        synthetic=page.tool.synthetic,
    ), form.status


@bp.post("/tools/<slug>/review/publish")
@requires(Permission.TOOL_PUBLISH)
def review_publish(slug: str) -> ResponseReturnValue:
    """Publish what was read, or say what keeps it from being published."""
    form = PublishForm()
    if form.carry_out(lambda: services.publish(current_actor(), slug, form.read_at())):
        flash(_("The record is published."))
        return redirect(url_for(".review_queue"))
    return _page(slug, form)


@bp.route("/tools/<slug>/review/not-accept", methods=["GET", "POST"])
@requires(Permission.TOOL_NOT_ACCEPT)
def review_not_accept(slug: str) -> ResponseReturnValue:
    """Turn the record down, with the reason."""
    actor = current_actor()
    tool = queries.reviewed_tool(actor, slug, Permission.TOOL_NOT_ACCEPT)
    form = NotAcceptForm()
    if form.carry_out(lambda: services.not_accept(actor, slug, form.reason.data)):
        flash(_("The owner is told why."))
        return redirect(url_for(".review_queue"))
    page = render_template("governance/review_not_accept.html", form=form, tool=tool, synthetic=tool.synthetic)
    return page, form.status


def _page(slug: str, refused: PublishForm | None) -> ResponseReturnValue:
    page = queries.review(current_actor(), slug)
    return render_template(
        "governance/review.html",
        page=page,
        tool=page.tool,
        questions=places(page.tool),
        course=page.course,
        form=PublishForm(formdata=None, revision=page.revision),
        errors=refused.errors if refused else {},
        synthetic=page.tool.synthetic,
    ), refused.status if refused else 200
