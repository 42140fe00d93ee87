"""Submitting a record; the review queue; reading a record and settling its review."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.governance.forms.review import ChangesForm, CommentForm, NotAcceptForm, PublishForm, ReleaseForm
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


@bp.get("/reviews")
@requires(Permission.REVIEW_QUEUE_READ)
def review_queue() -> ResponseReturnValue:
    """Records that wait for review, oldest first."""
    page = queries.queue(current_actor(), request.args.get("page", type=int))
    return render_template("governance/review_queue.html", page=page)


@bp.get("/tools/<slug>/review")
@requires(Permission.TOOL_DRAFT_READ)
def review(slug: str) -> ResponseReturnValue:
    """A record in full, what it changes, and what may be done with it."""
    page = queries.review(current_actor(), slug)
    form = PublishForm(formdata=None, revision=page.revision)
    return render_template(
        "governance/review.html", page=page, tool=page.tool, form=form, synthetic=page.tool.synthetic
    )


@bp.route("/tools/<slug>/review/comment", methods=["GET", "POST"])
@requires(Permission.TOOL_REQUEST_CHANGES)
def review_comment(slug: str) -> ResponseReturnValue:
    """Say something of one answer, or of the whole record."""
    actor = current_actor()
    tool = queries.reviewed_tool(actor, slug, Permission.TOOL_REQUEST_CHANGES)
    form = CommentForm(question=request.args.get("question", ""))
    asked = queries.question_label(tool, form.question.data)
    if form.carry_out(lambda: services.comment(actor, slug, form.comment.data, form.question.data)):
        flash(_("Your comment stands beside the answer."))
        return redirect(url_for(".review", slug=slug))
    page = render_template(
        "governance/review_comment.html", form=form, tool=tool, asked=asked, synthetic=tool.synthetic
    )
    return page, 422 if form.errors else 200


@bp.route("/tools/<slug>/review/request-changes", methods=["GET", "POST"])
@requires(Permission.TOOL_REQUEST_CHANGES)
def review_request_changes(slug: str) -> ResponseReturnValue:
    """Hand the record back with what to change."""
    actor = current_actor()
    tool = queries.reviewed_tool(actor, slug, Permission.TOOL_REQUEST_CHANGES)
    form = ChangesForm()
    if form.carry_out(lambda: services.request_changes(actor, slug, form.comment.data, form.due_on.data)):
        flash(_("The owner is told what to change."))
        return redirect(url_for(".review_queue"))
    page = render_template("governance/review_request_changes.html", form=form, tool=tool, synthetic=tool.synthetic)
    return page, 422 if form.errors else 200


@bp.post("/tools/<slug>/review/publish")
@requires(Permission.TOOL_PUBLISH)
def review_publish(slug: str) -> ResponseReturnValue:
    """Publish what was read."""
    form = PublishForm()
    form.carry_out(lambda: services.publish(current_actor(), slug, form.read_at()))
    flash(_("The record is published."))
    return redirect(url_for(".review_queue"))


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
    return page, 422 if form.errors else 200
